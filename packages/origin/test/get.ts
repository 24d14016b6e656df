import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'

/** A client of its own, closed when the test is over. */
export function newClient(options: Agent.Options = {}): AsyncDisposable & { readonly agent: Agent } {
  const agent = new Agent(options)
  return { agent, [Symbol.asyncDispose]: () => agent.destroy() }
}

/** GETs a whole answer. */
export async function get(
  dispatcher: Dispatcher,
  url: string,
  signal?: AbortSignal,
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> {
  const answer = await request(url, signal === undefined ? { dispatcher } : { dispatcher, signal })
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) }
}

/** What a promise rejects with, handled from the start: it may reject before the test gets there. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

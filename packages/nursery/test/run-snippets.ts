import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { installJumpingTime } from './jumping-time.ts'

/*
 * A program: imports the files it is given, one after another in one process, and writes a line of JSON for each: what it
 * printed, and what went wrong.
 */

/** What became of one snippet. */
export interface SnippetResult {
  readonly file: string
  readonly printed: readonly string[]
  readonly error?: string
}

let printed: string[] = []
let stray: string | undefined
console.log = (...values: unknown[]): void => void printed.push(...format(...values).split('\n'))
process.on('unhandledRejection', (reason) => (stray = `unhandled rejection: ${describe(reason)}`))
globalThis.fetch = answer
installJumpingTime()

for (const file of process.argv.slice(2)) {
  printed = []
  stray = undefined
  // oxlint-disable-next-line no-await-in-loop -- one at a time, or their lines would mix
  const failure = await import(pathToFileURL(file).href).then(() => stray, describe)
  const result: SnippetResult = { file, printed, ...(failure === undefined ? {} : { error: failure }) }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Stands in for the network: `/slow…` takes 10 s, `/broken…` is refused, all else answers `{ url }` after 5 ms. */
async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = input instanceof Request ? input.url : String(input)
  const { pathname } = new URL(url)
  await pause(pathname.startsWith('/slow') ? 10_000 : 5, init?.signal ?? undefined)
  if (pathname.startsWith('/broken')) throw new TypeError('fetch failed')
  return Response.json({ url, name: pathname.slice(1) })
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    if (signal?.aborted === true) return abort()
    signal?.addEventListener('abort', abort, { once: true })
  })
}

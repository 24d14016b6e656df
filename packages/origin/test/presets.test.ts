import { CODES } from '@interleave/flags'
import type { Agent } from 'undici'
import { expect, test } from 'vitest'
import { startOrigin } from '../src/index.ts'
import type { Origin } from '../src/index.ts'
import { get, newClient } from './get.ts'

const ERRORS = { label: 'ERROR', delay: { kind: 'fixed', ms: 1 } } as const

async function statusesOf(origin: Origin, agent: Agent, codes: readonly string[], atOnce: number): Promise<unknown> {
  const statuses: Record<string, number> = {}
  const queue = [...codes]
  const work = async (): Promise<void> => {
    for (let code = queue.shift(); code !== undefined; code = queue.shift()) {
      const name = code.toLowerCase()
      statuses[code] = (await get(agent, `${origin.base}/${name}/${name}.gif`)).status
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return statuses
}

test('1000 GETs meet 25 ± 4 % errors', async () => {
  await using origin = await startOrigin({ ...ERRORS, seed: 2 })
  await using client = newClient({ connections: 50 })
  const url = `${origin.base}/br/br.gif`
  const answers = await Promise.all(Array.from({ length: 1000 }, () => get(client.agent, url)))
  const errors = answers.filter(({ status }) => status !== 200)
  expect(errors.length).toBeGreaterThanOrEqual(210)
  expect(errors.length).toBeLessThanOrEqual(290)
  for (const { status, body } of errors) {
    expect([500, 501, 502, 503]).toContain(status)
    expect(body.toString()).toContain(`<h1>${status}`)
  }
})

test('one seed gives each code the same outcome in any order and at any concurrency; another seed another', async () => {
  await using origin = await startOrigin(ERRORS)
  await using client = newClient()
  const alone = await statusesOf(origin, client.agent, CODES, 1)
  await origin.reset()
  const together = await statusesOf(origin, client.agent, CODES.toReversed(), 60)
  await origin.reset({ seed: 2 })
  const others = await statusesOf(origin, client.agent, CODES, 60)
  expect(together).toEqual(alone)
  expect(others).not.toEqual(alone)
})

test('a code without a flag draws errors too, of the statuses that were chosen', async () => {
  await using origin = await startOrigin({ ...ERRORS, errorRate: 1, errorCodes: [418] })
  await using client = newClient()
  expect((await get(client.agent, `${origin.base}/xx/xx.gif`)).status).toBe(418)
})

test('a delay is waited for, and only by as many as delayRate says', async () => {
  await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 40 } })
  await using client = newClient()
  await get(client.agent, `${origin.base}/br/br.gif`)
  const { requests } = await origin.report()
  // Timers may come a millisecond early, never more.
  expect((requests[0]?.closedAt ?? 0) - (requests[0]?.openedAt ?? 0)).toBeGreaterThanOrEqual(39)

  await origin.reset({ delay: { kind: 'fixed', ms: 600_000 }, delayRate: 0 })
  expect((await get(client.agent, `${origin.base}/br/br.gif`)).status).toBe(200)
})

test('reset to another label forgets the figures of the first', async () => {
  await using origin = await startOrigin({ label: 'ERROR', delay: { kind: 'fixed', ms: 600_000 }, errorRate: 1 })
  await using client = newClient()
  await origin.reset({ label: 'LOCAL' })
  expect((await get(client.agent, `${origin.base}/br/br.gif`)).status).toBe(200)
  expect((await origin.report()).label).toBe('LOCAL')
  await origin.reset()
  expect((await get(client.agent, `${origin.base}/br/br.gif`)).status).toBeGreaterThanOrEqual(500)
})

test('LOCAL neither delays nor errs', async () => {
  await using origin = await startOrigin({ label: 'LOCAL' })
  await using client = newClient()
  const answers = await Promise.all(
    CODES.map((code) => get(client.agent, `${origin.base}/${code.toLowerCase()}/${code.toLowerCase()}.gif`)),
  )
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
})

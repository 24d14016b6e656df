import { expect, test } from 'vitest'
import { decide } from '../src/decide.ts'
import { OriginOptionsError, startOrigin, startOriginThread } from '../src/index.ts'
import { STARTERS } from './starters.ts'
import type { OriginBehaviour, Plan } from '../src/index.ts'
import { resolveSettings } from '../src/settings.ts'

const BR = '/flags/br/br.gif'

function kindFor(plan: Plan, path: string, code: string | null, attempt = 1): string {
  return decide(resolveSettings({ plan }), { path, code, attempt }).source
}

test('the path goes before the code, the code before *, and * before the label', () => {
  const plan: Plan = { [BR]: { kind: 'reset' }, BR: { kind: 'hang' }, '*': { kind: 'gzip' } }
  expect(kindFor(plan, BR, 'BR')).toBe('reset')
  expect(kindFor(plan, '/flags/br/metadata.json', 'BR')).toBe('hang')
  expect(kindFor(plan, '/', null)).toBe('gzip')
  expect(kindFor({ CN: { kind: 'hang' } }, BR, 'BR')).toBe('preset')
})

test('a sequence answers attempt by attempt, its last element all others', () => {
  const plan: Plan = { BR: [{ kind: 'reset' }, { kind: 'status', status: 503 }, { kind: 'serve' }] }
  expect([1, 2, 3, 4].map((attempt) => kindFor(plan, BR, 'BR', attempt))).toEqual(['reset', 'status', 'serve', 'serve'])
})

test('preset within a plan does as the label does', () => {
  const settings = resolveSettings({ label: 'ERROR', plan: { BR: { kind: 'preset' } } })
  const plain = resolveSettings({ label: 'ERROR' })
  const question = { path: BR, code: 'BR', attempt: 1 }
  expect(decide(settings, question)).toEqual(decide(plain, question))
})

test.each<[OriginBehaviour, RegExp]>([
  [{ plan: { br: { kind: 'serve' } } }, /capitals: BR, not br/],
  [{ plan: { BR: [] } }, /BR is an empty sequence/],
  [{ plan: { BR: { kind: 'status', status: 99 } } }, /plan for BR, status must be a number from 200 to 599; it is 99/],
  [{ plan: { BR: { kind: 'serve', delay: -1 } } }, /plan for BR, delay/],
  [{ plan: { BR: { kind: 'big-body', bytes: 2 ** 40 } } }, /bytes must be a number from 1 to 4294967296/],
  [{ plan: { BR: { kind: 'big-body', status: 99 } } }, /status must be a number from 200 to 599; it is 99/],
  [{ plan: { BR: { kind: 'status', status: 200, headers: { 'x-bad': 'a\nb' } } } }, /a header can't be sent/],
  [{ plan: JSON.parse('{"BR":{"kind":"explode"}}') }, /asks for explode; what there is: preset, serve/],
  [JSON.parse('{"label":"REMOTE"}'), /LOCAL, DELAY or ERROR; it is "REMOTE"/],
  [{ seed: Number.NaN }, /The seed must be a number/],
  [{ delay: { kind: 'fixed', ms: -1 } }, /The delay in ms must be a number from 0 to 600000; it is -1/],
  [{ delay: { kind: 'uniform', min: 9, max: 8 } }, /The longest delay in ms must be a number from 9/],
  [{ errorRate: 1.5 }, /The share of errors/],
  [{ delayRate: -1 }, /The share of delayed answers/],
  [{ errorCodes: [] }, /errorCodes/],
  [{ errorCodes: [200] }, /errorCodes/],
  [{ holdUntilOpen: 0 }, /holdUntilOpen/],
])('refuses %j', async (options, message) => {
  await expect(startOrigin(options)).rejects.toThrow(OriginOptionsError)
  await expect(startOrigin(options)).rejects.toThrow(message)
})

test('a thread refuses in the same words, and so does reset, which then changes nothing', async () => {
  await expect(startOriginThread({ seed: Number.NaN })).rejects.toThrow(OriginOptionsError)
  await using origin = await startOriginThread({ seed: 5 })
  await expect(origin.reset({ errorRate: 2 })).rejects.toThrow(OriginOptionsError)
  expect((await origin.report()).seed).toBe(5)
})

test.each(STARTERS)('$name: an address or a number that is none is refused', async ({ start }) => {
  for (const options of [{ host: '' }, { port: -1 }, { port: 70_000 }, { port: Number.NaN }]) {
    await expect(start(options)).rejects.toThrow(OriginOptionsError)
  }
  await using origin = await start({ hold: true })
  for (const number of [-1, 1.5, Number.NaN]) {
    // In the thread's case a rejection, in this process's an exception.
    await expect((async () => origin.release(number))()).rejects.toThrow('must be a whole number')
  }
  expect(await origin.release(0)).toBe(0)
})

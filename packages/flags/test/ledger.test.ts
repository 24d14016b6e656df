import { DEFAULT_LIMITS, type TraceEvent, type Traits, UsageError } from '@interleave/contract'
import { expect, test } from 'vitest'
import { Ledger } from '../src/index.ts'

const traits: Traits = {
  start: 'eager',
  cancel: 'signal',
  onFailure: 'siblings-run-on',
  waitsForChildren: 'by-hand',
  concurrency: { default: 5, greatest: 3 },
  lacks: {},
}

function open(codes: string[], concurrency = 10) {
  const events: TraceEvent[] = []
  const options = { codes, base: 'http://127.0.0.1', directory: '.', concurrency }
  return { events, ledger: new Ledger(options, traits, { trace: (event) => events.push(event) }) }
}

test('the concurrency in force is the least of what was asked, the model’s greatest and the codes', () => {
  expect(open(['AA', 'BB', 'CC', 'DD']).ledger.concurrency).toBe(3)
  expect(open(['AA', 'BB']).ledger.concurrency).toBe(2)
  expect(open(['AA', 'BB', 'CC', 'DD'], 1).ledger.concurrency).toBe(1)
  expect(open([]).ledger.concurrency).toBe(1)
})

test('options that no model could obey are a UsageError, and nothing is traced', () => {
  const events: TraceEvent[] = []
  const options = { codes: ['AA'], base: 'http://127.0.0.1', directory: '.', concurrency: 1 }
  const openWith = (changed: object) => new Ledger({ ...options, ...changed }, traits, { trace: (e) => events.push(e) })
  for (const concurrency of [0, -3, 2.5, Number.NaN]) expect(() => openWith({ concurrency })).toThrow(UsageError)
  expect(() => openWith({ codes: ['AA', '../x'] })).toThrow('A country code is two letters')
  for (const retries of [-1, 0.5, Number.NaN]) expect(() => openWith({ retries })).toThrow('retries must be')
  for (const ms of [0, -1, 2 ** 31, Infinity, Number.NaN]) {
    for (const name of ['connect', 'headers', 'body', 'total']) {
      expect(() => openWith({ limits: { ...DEFAULT_LIMITS, [name]: ms } })).toThrow(`limits.${name} must be`)
    }
  }
  expect(() => openWith({ limits: { ...DEFAULT_LIMITS, bytes: 0 } })).toThrow('limits.bytes must be')
  expect(events).toEqual([])
  expect(openWith({ concurrency: Infinity, limits: { ...DEFAULT_LIMITS, total: 2 ** 31 - 1 } }).concurrency).toBe(1)
})

test('counts each status and keeps the order asked for', () => {
  const { ledger, events } = open(['AA', 'BB', 'CC'])
  for (const code of ['AA', 'BB', 'CC']) ledger.started(code)
  ledger.settled('CC', { status: 'ok', bytes: 3 })
  ledger.settled('AA', { status: 'error', failure: { kind: 'reset', message: 'gone' } })
  ledger.settled('BB', { status: 'not-found' })
  const report = ledger.report()
  expect(report.items.map(({ code, status }) => `${code} ${status}`)).toEqual(['AA error', 'BB not-found', 'CC ok'])
  expect(report.counts).toEqual({ ok: 1, 'not-found': 1, error: 1, cancelled: 0 })
  expect(events.flatMap((event) => ('inUse' in event ? [event.inUse] : []))).toEqual([1, 2, 3, 2, 1, 0])
})

test('a code without an end is not passed over', () => {
  const { ledger } = open(['AA', 'BB'])
  ledger.started('AA')
  ledger.settled('AA', { status: 'ok' })
  expect(() => ledger.report()).toThrow('BB')
})

import type { FailureKind, Item } from '@interleave/contract'
import { expect, test } from 'vitest'
import type { DownloadRecord } from '../src/download.ts'
import { troubleOf } from '../src/verdict.ts'

const failed = (code: string, kind: FailureKind): Item => ({
  code,
  status: 'error',
  failure: { kind, message: `Why ${kind}.` },
})

function recordOf(items: readonly Item[], rest: Partial<DownloadRecord> = {}): DownloadRecord {
  const tally = (status: Item['status']) => items.filter((item) => item.status === status).length
  return {
    id: 'x',
    title: 'X',
    status: 'done',
    directory: 'flags',
    n: items.length,
    d: null,
    m: 1,
    elapsed: 1,
    itemsPerSecond: 1,
    ideal: null,
    efficiency: null,
    peakOpen: null,
    counts: { ok: tally('ok'), 'not-found': tally('not-found'), error: tally('error'), cancelled: tally('cancelled') },
    items,
    ...rest,
  }
}

test('failed items alone are no trouble', () => {
  expect(troubleOf(recordOf([failed('BR', 'http'), failed('CN', 'http')]), 'http://x')).toBeUndefined()
  expect(troubleOf(recordOf([{ code: 'BR', status: 'ok' }, failed('CN', 'refused')]), 'http://x')).toBeUndefined()
})

test('a server that nobody could reach is', () => {
  const say = (kind: FailureKind) => troubleOf(recordOf([failed('BR', kind), failed('CN', kind)]), 'http://x')
  expect(say('refused')).toBe('There is no server at http://x: every connection was refused.')
  expect(say('dns')).toBe('There is no server at http://x: its name does not resolve.')
  expect(say('connect-timeout')).toBe('There is no server at http://x: no connection came about in time.')
})

test('a file that could not be written is, and so is a variant that failed', () => {
  expect(troubleOf(recordOf([{ code: 'BR', status: 'ok' }, failed('CN', 'disk')]), 'http://x')).toBe(
    'Not all flags could be written to flags (1 of 2). Why disk.',
  )
  expect(troubleOf(recordOf([], { status: 'failed', message: 'Because.' }), 'http://x')).toBe('Because.')
})

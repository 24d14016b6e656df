import { UsageError } from '@interleave/contract'
import { describe, expect, test } from 'vitest'
import { readFlagsRequest, type FlagsOptions } from '../src/flags-request.ts'

const usual: FlagsOptions = { server: 'LOCAL', variant: 'async-await', output: 'downloads' }
const read = (options: Partial<FlagsOptions>, given: string[] = []) => readFlagsRequest(given, { ...usual, ...options })
const complaint = (options: Partial<FlagsOptions>, given: string[] = []) => {
  try {
    read(options, given)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return undefined
}

test('what is wrong is told in the book’s order and words', () => {
  const all = { max_req: 0, limit: 0, server: 'MOON' }
  expect(complaint(all, ['1'])).toBe('--max_req CONCURRENT must be >= 1')
  expect(complaint({ ...all, max_req: 1 }, ['1'])).toBe('--limit N must be >= 1')
  expect(complaint({ ...all, max_req: 1, limit: 1 }, ['1'])).toBe(
    '--server LABEL must be one of DELAY, ERROR, LOCAL, REMOTE',
  )
  expect(complaint({ server: 'local' }, ['1'])).toBe('each CC argument must be A to Z or AA to ZZ.')
})

test('codes aren’t looked at where all or every makes them irrelevant', () => {
  expect(complaint({ all: true }, ['../x'])).toBeUndefined()
  expect(complaint({ every: true }, ['../x'])).toBeUndefined()
  expect(complaint({}, ['../x'])).toBe('each CC argument must be A to Z or AA to ZZ.')
})

describe('the server', () => {
  test('labels in any case', () => expect(read({ server: 'dElAy' }).site.label).toBe('DELAY'))

  test('REMOTE only where it is named', () => {
    expect(complaint({ server: 'REMOTE' })).toBe(
      '--server REMOTE needs --base URL: no server outside is asked unless you name it',
    )
    expect(read({ server: 'REMOTE', base: 'https://example.org/flags/' }).site).toEqual({
      label: 'REMOTE',
      base: 'https://example.org/flags',
    })
  })

  test.each([
    '',
    'flags',
    'ftp://x/flags',
    'file:///etc',
    'http://x/flags?a=1',
    'http://x/flags?',
    'http://x/flags#',
    ' http://x/flags',
    'http://x/fl\nags',
    'http://x/flags\\',
  ])('%j is no base', (base) => {
    expect(complaint({ base })).toMatch(/^--base URL must be an http address/)
  })

  test('a base with a password would be shown and not sent', () => {
    expect(complaint({ base: 'http://user:secret@x/flags' })).toBe(
      '--base URL must be an address without a name and password, which would not be sent',
    )
    expect(complaint({ base: 'http://user@x/flags' })).toMatch(/without a name/)
  })

  test('a base is asked as it is shown', () => {
    expect(read({ base: 'HTTP://[::1]:8001/fl%61gs//' }).site).toMatchObject({ base: 'http://[::1]:8001/fl%61gs' })
    expect(read({ base: 'http://x' }).site).toMatchObject({ base: 'http://x' })
  })

  test('a seed that has no neighbours is none', () => {
    expect(complaint({ seed: 1e20 })).toMatch(/^--seed N must be at most/)
  })

  test('delay, seed and errors belong to the built-in one', () => {
    expect(read({ delay: '20', seed: 7, errorCodes: '418, 503' }).site).toEqual({
      label: 'LOCAL',
      delay: { kind: 'fixed', ms: 20 },
      seed: 7,
      errorCodes: [418, 503],
    })
    expect(read({ delay: '5-50' }).site.delay).toEqual({ kind: 'uniform', min: 5, max: 50 })
    expect(complaint({ base: 'http://x/flags', seed: 1 })).toMatch(/exclude --base$/)
  })

  test.each(['x', '-1', '5-', '50-5', '1.5', '9999999'])('%j is no delay', (delay) => {
    expect(complaint({ delay })).toMatch(/^--delay MS must be/)
  })

  test.each(['', 'x', '200', '500;503', '600'])('%j are no error codes', (errorCodes) => {
    expect(complaint({ errorCodes })).toMatch(/^--error-codes LIST must be/)
  })
})

test('retries are few', () => {
  expect(read({}).retries).toBe(0)
  expect(read({ retries: 3 }).retries).toBe(3)
  expect(complaint({ retries: -1 })).toBe('--retries N must be 0 to 10')
  expect(complaint({ retries: 11 })).toBe('--retries N must be 0 to 10')
})

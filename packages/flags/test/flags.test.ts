import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { UsageError } from '@interleave/contract'
import { describe, expect, test } from 'vitest'
import { CODES, flagPath, flagUrl, isPart, partPath, POP20 } from '../src/index.ts'

describe('codes', () => {
  test('are the book’s 194, in order, Taiwan in and the Dominican Republic out', () => {
    expect(CODES).toHaveLength(194)
    expect(CODES.toSorted()).toEqual(CODES)
    expect(new Set(CODES).size).toBe(194)
    expect([CODES[0], CODES[99], CODES[193]]).toEqual(['AD', 'LK', 'ZW'])
    expect(CODES).toContain('TW')
    expect(CODES).not.toContain('DO')
  })

  test('of the twenty largest are among them', () => {
    expect(new Set(POP20).size).toBe(20)
    expect(POP20.filter((code) => !CODES.includes(code))).toEqual([])
  })
})

describe('addresses and names', () => {
  test('are lower case', () => {
    expect(flagUrl('http://127.0.0.1:8001/flags', 'BR')).toBe('http://127.0.0.1:8001/flags/br/br.gif')
    expect(flagPath('flags', 'BR')).toBe('flags/br.gif')
  })

  test.each(['', 'B', 'BRA', '..', '../', '%2e', 'B\0', 'B/', 'ß1', 'ΑΒ'])('refuse %j', (code) => {
    expect(() => flagUrl('http://127.0.0.1', code)).toThrow(UsageError)
    expect(() => flagPath('flags', code)).toThrow(UsageError)
    expect(() => partPath('flags', code)).toThrow(UsageError)
  })

  test('a part has a name of its own, beside the flag, that can be told from others', () => {
    const first = partPath('flags', 'BR')
    expect(partPath('flags', 'BR')).not.toBe(first)
    expect(first.startsWith('flags/.br.gif.')).toBe(true)
    expect(isPart(first.slice('flags/'.length))).toBe(true)
    expect(isPart('br.gif')).toBe(false)
    expect(isPart('.br.gif.notes')).toBe(false)
  })

  test('the first part of each thread too', async () => {
    const first = async () => {
      const worker = new Worker(new URL('part-path-thread.ts', import.meta.url))
      const [[name]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
      return String(name)
    }
    expect(new Set(await Promise.all([first(), first()])).size).toBe(2)
  })
})

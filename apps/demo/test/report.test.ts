import { expect, test } from 'vitest'
import { finalReport, initialReport, itemLine } from '../src/report.ts'
import { selectCodes } from '../src/selection.ts'

const base = 'http://127.0.0.1:8001/flags'

test('the first three lines name the site, the codes and the connections', () => {
  expect(initialReport({ label: 'LOCAL', base, codes: selectCodes({ given: ['B'] }), concurrency: 30 })).toBe(
    'LOCAL site: http://127.0.0.1:8001/flags\n' +
      'Searching for 26 flags: from BA to BZ\n' +
      '30 concurrent connections will be used.\n',
  )
  expect(initialReport({ label: 'REMOTE', base, codes: ['BR'], concurrency: 1 })).toBe(
    'REMOTE site: http://127.0.0.1:8001/flags\nSearching for 1 flag: BR\n1 concurrent connection will be used.\n',
  )
})

test('up to ten codes are listed, more are a range', () => {
  const codes = selectCodes({ given: ['B'], limit: 11 })
  const line = (n: number) =>
    initialReport({ label: 'LOCAL', base, codes: codes.slice(0, n), concurrency: 1 }).split('\n')[1]
  expect(line(10)).toBe('Searching for 10 flags: BA, BB, BC, BD, BE, BF, BG, BH, BI, BJ')
  expect(line(11)).toBe('Searching for 11 flags: from BA to BK')
})

test('verbose lines', () => {
  expect(itemLine({ code: 'BR', status: 'ok', bytes: 1 }, base)).toBe('BR OK\n')
  expect(itemLine({ code: 'XX', status: 'not-found' }, base)).toBe(
    'XX not found: http://127.0.0.1:8001/flags/xx/xx.gif\n',
  )
  const failure = { kind: 'http', message: "HTTP error 418 - I'm a Teapot", statusCode: 418 } as const
  expect(itemLine({ code: 'AD', status: 'error', failure }, base)).toBe("AD error: HTTP error 418 - I'm a Teapot\n")
})

test('the final report leaves out what is zero, but for the flags, and pads nothing', () => {
  expect(finalReport({ ok: 194, 'not-found': 482, error: 0, cancelled: 0 }, 4400)).toBe(
    '--------------------\n194 flags downloaded.\n482 not found.\nElapsed time: 4.40s\n',
  )
  expect(finalReport({ ok: 1, 'not-found': 0, error: 1, cancelled: 0 }, 5)).toBe(
    '--------------------\n1 flag downloaded.\n1 error.\nElapsed time: 0.01s\n',
  )
  expect(finalReport({ ok: 0, 'not-found': 0, error: 7, cancelled: 3 }, 99_999)).toBe(
    '--------------------\n0 flags downloaded.\n7 errors.\n3 cancelled.\nElapsed time: 100.00s\n',
  )
})

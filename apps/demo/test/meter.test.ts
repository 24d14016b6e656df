import { expect, test } from 'vitest'
import { formatMeter } from '../src/meter.ts'

// Each line as tqdm 1.0's format_meter prints it.
test.each([
  [{ done: 0, total: 676, elapsed: 0 }, '|----------| 0/676   0% [elapsed: 00:00 left: ?, ? iters/sec]'],
  [{ done: 1, total: 676, elapsed: 0.51 }, '|----------| 1/676   0% [elapsed: 00:00 left: 05:44,  1.96 iters/sec]'],
  [{ done: 93, total: 676, elapsed: 47.69 }, '|#---------| 93/676  13% [elapsed: 00:47 left: 04:58,  1.95 iters/sec]'],
  [{ done: 675, total: 676, elapsed: 346 }, '|#########-| 675/676  99% [elapsed: 05:46 left: 00:00,  1.95 iters/sec]'],
  [{ done: 676, total: 676, elapsed: 4.5 }, '|##########| 676/676 100% [elapsed: 00:04 left: 00:00, 150.22 iters/sec]'],
  [{ done: 93, elapsed: 47 }, '93 [elapsed: 00:47,  1.98 iters/sec]'],
  [{ done: 677, total: 676, elapsed: 47 }, '677 [elapsed: 00:47, 14.40 iters/sec]'],
  [
    { done: 93, total: 676, elapsed: 4000 },
    '|#---------| 93/676  13% [elapsed: 1:06:40 left: 6:57:55,  0.02 iters/sec]',
  ],
  [{ done: 0, total: 9, elapsed: 2 }, '|----------| 0/9   0% [elapsed: 00:02 left: ?,  0.00 iters/sec]'],
  [
    { done: 93, total: 676, elapsed: 47.69, width: 6 },
    '|------| 93/676  13% [elapsed: 00:47 left: 04:58,  1.95 iters/sec]',
  ],
])('%j', (options, line) => {
  expect(formatMeter(options)).toBe(line)
})

import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'

test('what a pipe has no room for is written when there is some', { timeout: 30_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'write-all-'))
  const path = join(directory, 'pipe')
  execFileSync('mkfifo', [path])
  // Both ends, so that opening it waits for nobody; and without waiting, so that it can be full.
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => {
    closeSync(pipe)
    rmSync(directory, { recursive: true })
  })
  const text = Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`).join('')
  const worker = new Worker(new URL('writing-worker.ts', import.meta.url), { workerData: { pipe, text } })
  let hasEnded = false
  worker.once('exit', () => (hasEnded = true))

  const buffer = Buffer.alloc(10_000)
  let read = ''
  for (;;) {
    const isLast = hasEnded
    try {
      read += buffer.toString('latin1', 0, readSync(pipe, buffer))
    } catch {
      // The pipe is empty.
      if (isLast) break
      await turn()
    }
  }
  expect(read.length).toBe(text.length)
  expect(read === text).toBe(true)
})

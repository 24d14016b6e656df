import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, open, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import type { Clock } from '../clock.ts'
import { expectCancelled } from '../expect-cancelled.ts'
import { countFrames, expectedErasure, expectedFrames } from '../expected.ts'
import { within } from '../real-time.ts'
import type { Subject } from '../subject.ts'
import { TOLERANCE } from '../tolerance.ts'

/** How a spinner ends before its time. */
export const SPINNER_END: readonly Clause[] = [
  {
    id: 'S8',
    title: 'cancelled half-way it stops drawing, erases the line and settles long before slow would have ended',
    needs: ['cancelsSpinner'],
    async run(subject) {
      using clock = subject.clock()
      const { message } = subject.spinner
      const { interval, delay } = clock.virtual ? subject.spinner : { interval: 30, delay: 1500 }
      const trial = subject.spin({ interval, delay })
      await clock.advance(clock.virtual ? delay / 2 - interval / 2 : delay / 10)
      const cancelledAt = performance.now()
      const before = trial.output()
      trial.run.cancel('enough')
      await clock.advance(clock.virtual ? interval : 0)
      const { output } = await expectCancelled(trial, 'enough')
      expect(performance.now() - cancelledAt, 'the time from cancel to end').toBeLessThan(delay / 2)
      const erasure = expectedErasure(message)
      expect(output.slice(-erasure.length)).toBe(erasure)
      expect(output.split(erasure), 'the erasures').toHaveLength(2)
      if (clock.virtual) expect(output, 'what the cancel adds').toBe(before + erasure)
      await clock.advance(clock.virtual ? delay : TOLERANCE.quiet)
      expect(trial.output(), 'the output after the end').toBe(output)

      if (!clock.virtual) return
      // At each turn of the beginning, when there may be a line but no frame yet.
      for (let turns = 0; turns < TURNS; turns++) await cancelSoon(subject, clock, turns)
      for (const nth of [1, 2, 3]) await cancelInWrite(subject, clock, nth)
    },
  },
  {
    id: 'S9',
    title: 'if writing fails, the run fails with what was thrown first and leaves no timer behind',
    async run(subject) {
      await failAtWrite(subject, 1)
      await failAtWrite(subject, 1, 'that alone')
      if (!subject.has('virtualTime')) return await breakPipe(subject)
      const { delay, interval } = subject.spinner
      // The line, each frame, and what erases them.
      const writes = 1 + delay / interval + 1
      for (const nth of [2, 3, writes]) {
        await failAtWrite(subject, nth)
        await failAtWrite(subject, nth, 'that alone')
      }
    },
  },
]

/** More turns of the microtask queue than a model takes from the call to its first frame. */
const TURNS = 10

/** Cancels a spinner that many turns after the call: from then on nothing is written but what erases the line. */
async function cancelSoon(subject: Subject, clock: Clock, turns: number): Promise<void> {
  const { interval, message } = subject.spinner
  let written = ''
  const out = (text: string) => {
    written += text
  }
  const trial = subject.spin({}, { out })
  for (let turn = 0; turn < turns; turn++) await Promise.resolve()
  const before = written
  trial.run.cancel('enough')
  await clock.advance(interval)
  await expectCancelled(trial, 'enough')
  const erased = before + expectedErasure(message)
  // Where nothing is drawn yet there may be nothing to erase.
  const right = countFrames(before, message) > 0 ? [erased] : [before, erased]
  expect(right, `what there may be of a spinner that is cancelled after ${turns} turns`).toContain(written)
}

/** Cancels a spinner while it writes for the nth time, be it within the call. */
async function cancelInWrite(subject: Subject, clock: Clock, nth: number): Promise<void> {
  const { interval, message } = subject.spinner
  const controller = new AbortController()
  const writes: string[] = []
  const out = (text: string) => {
    writes.push(text)
    if (writes.length === nth) controller.abort('enough')
  }
  const trial = subject.spin({}, { out, signal: controller.signal })
  // The second write is the first frame, at once.
  await clock.advance(interval * Math.max(0, nth - 2))
  await expectCancelled(trial, 'enough')
  expect(clock.waiting(), `timers that wait after a cancel in write ${nth}`).toBe(0)
  const after = writes.slice(nth).join('')
  expect(after, `what is written after a cancel in write ${nth}`).toBe(after && expectedErasure(message))
}

async function failAtWrite(subject: Subject, nth: number, which = 'from there on'): Promise<void> {
  using clock = subject.clock()
  // What is thrown alone is no error at all. Of several, something else each time, the first counts.
  const thrown = which === 'that alone' ? undefined : new Error('The terminal is gone.')
  let writes = 0
  const after: string[] = []
  const out = (text: string) => {
    writes++
    if (writes === nth) throw thrown
    if (writes <= nth) return
    after.push(text)
    if (which === 'from there on') throw new Error('It is still gone.')
  }
  const trial = subject.spin({}, { out })
  await clock.advance(Math.min(subject.spinner.interval * nth, subject.spinner.delay))
  expect(await trial.failure(), `what the run failed with at write ${nth}, ${which}`).toBe(thrown)
  expect(trial.run.status).toBe('failed')
  expect(clock.waiting(), 'timers that wait after the end').toBe(0)
  const { message } = subject.spinner
  expect(countFrames(after.join(''), message), `frames that were drawn after write ${nth} had failed`).toBe(0)
  const frames = trial.events.filter(({ kind }) => kind === 'spinner.frame').length
  const stops = trial.events.filter(({ kind }) => kind === 'spinner.stop')
  expect(stops, `the end of a spinner whose write ${nth} failed`).toMatchObject(stops.map(() => ({ frames })))
}

/**
 * Who draws in another thread writes to the descriptor himself. Here that is a pipe, whose reader goes away in the midst
 * of the second frame: it is too long to be there before somebody has read it.
 */
async function breakPipe(subject: Subject): Promise<void> {
  const directory = await subject.folder()
  const [pipe, read] = [join(directory, 'pipe'), join(directory, 'read')]
  execFileSync('mkfifo', [pipe])
  const message = 'x'.repeat(PIPE_BYTES)
  const bytes = expectedFrames(1, message).length + 1
  // Into a file, as a thread that stands still reads nothing.
  const reader = spawn('sh', ['-c', `exec head -c ${bytes} "$0" > "$1"`, pipe, read], { stdio: 'ignore' })
  const gone = once(reader, 'close')
  const outDescriptor = await within(subject.patience, promisify(open)(pipe, 'w'), 'Nobody read from the pipe.')
  try {
    const trial = subject.spin({ message, interval: 10, delay: 100 }, { outDescriptor })
    const { result } = await trial.ending()
    reader.kill()
    await gone
    if (statSync(read).size === 0) return
    expect(result, 'what became of a spinner whose reader went away').toMatchObject({ reason: { code: 'EPIPE' } })
    expect(trial.run.status).toBe('failed')
  } finally {
    reader.kill()
    closeSync(outDescriptor)
  }
}

/** As many as a pipe holds where nobody reads it. */
const PIPE_BYTES = 65_536

import { DEFAULT_SPINNER } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { realClock, virtualClock } from '../clock.ts'
import { countFrames, expectedErasure, expectedFrames, splitOutput } from '../expected.ts'
import { startMetronome } from '../metronome.ts'
import { realSleep } from '../real-time.ts'
import { TOLERANCE } from '../tolerance.ts'

/** How many frames are drawn in real time. */
const FRAMES = 12

/** How many frames, when, and what comes of it. */
export const SPINNER_TIME: readonly Clause[] = [
  {
    id: 'S3',
    title: '3,000 ms at a frame each 100 ms are exactly 30 frames, the first at 0 ms',
    needs: ['spins', 'virtualTime'],
    async run(subject) {
      using clock = virtualClock()
      const trial = subject.spin()
      const { message, interval, delay } = subject.spinner
      await clock.advance(0)
      expect(countFrames(trial.output(), message), 'the frames at 0 ms').toBe(1)
      await clock.advance(DEFAULT_SPINNER.delay - 1)
      expect(countFrames(trial.output(), message), 'the frames 1 ms before the end').toBe(30)
      await clock.advance(1)
      await trial.value()
      expect(countFrames(trial.output(), message), 'the frames').toBe(30)
      const frames = trial.events.filter((event) => event.kind === 'spinner.frame')
      expect(frames.map(({ at }) => Math.round(at))).toEqual(
        Array.from({ length: delay / interval }, (_, i) => i * 100),
      )
    },
  },
  {
    id: 'S6',
    title: 'the result is the answer',
    async run(subject) {
      using clock = subject.clock()
      const trial = subject.spin()
      await clock.advance(subject.spinner.delay)
      expect(await trial.value()).toBe(42)
      expect(trial.run.status).toBe('done')
    },
  },
  {
    id: 'S10',
    title: 'message, interval, delay and answer are obeyed',
    async run(subject) {
      using clock = subject.clock()
      const options = { message: 'boiling the kettle', interval: 50, delay: 400, answer: 7 }
      const startedAt = performance.now()
      const trial = subject.spin(options)
      await clock.advance(options.delay)
      expect(await trial.value()).toBe(7)
      const { rest } = splitOutput(trial.output())
      const count = countFrames(trial.output(), options.message)
      if (clock.virtual) expect(count).toBe(8)
      if (subject.has('spins')) {
        expect(rest).toBe(expectedFrames(count, options.message) + expectedErasure(options.message))
        const possible = (performance.now() - startedAt) / options.interval
        expect(count).toBeLessThanOrEqual(Math.max(8, possible) + 1)
      }
      // A timer of Node may be a millisecond early.
      expect(performance.now() - startedAt, 'the time it took').toBeGreaterThanOrEqual(options.delay - 1)
    },
  },
  {
    id: 'S11',
    title: 'in real time at least half of the frames are drawn, and at most one more',
    needs: ['spins'],
    async run(subject) {
      using clock = realClock()
      let interval = 50
      let drawn = 0
      for (let looks = 1; ; looks++) {
        const options = { interval, delay: interval * FRAMES }
        await using metronome = await startMetronome(interval)
        const startedAt = performance.now()
        const trial = subject.spin(options)
        await clock.advance(0)
        await trial.value()
        const ticks = metronome.ticks()
        const possible = (performance.now() - startedAt) / interval
        // All looks draw on the same terminal.
        const all = countFrames(trial.output(), subject.spinner.message)
        const count = all - drawn
        drawn = all
        expect(count).toBeLessThanOrEqual(Math.max(FRAMES, possible) + 1)
        // On a busy machine nobody draws every frame, or the run is drawn out and who draws too few draws enough: no fair
        // look, so another, at a slower spinner. In a fair one it may still be this thread that had no time: another, too.
        const isFair = ticks >= FRAMES * TOLERANCE.ticks && ticks <= FRAMES * TOLERANCE.stretch
        const enough = Math.min(FRAMES, ticks) * TOLERANCE.frames
        if (isFair && count >= enough) return
        if (looks === TOLERANCE.looks) {
          // Of few ticks the first frame would be half: it is there at once, where a tick takes an interval.
          expect(count - 1, 'the frames after the first').toBeGreaterThanOrEqual(enough)
          return
        }
        if (!isFair) interval *= 2
      }
    },
  },
  {
    id: 'S12',
    title: 'time is the clock that is turned: without it nothing ends, with it the run does',
    needs: ['virtualTime'],
    async run(subject) {
      using clock = virtualClock()
      const trial = subject.spin()
      await clock.advance(subject.spinner.delay - 1)
      await realSleep(TOLERANCE.quiet)
      expect(['pending', 'running'], 'the status 1 ms before the end').toContain(trial.run.status)
      await clock.advance(1)
      await trial.value()
    },
  },
]

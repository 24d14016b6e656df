import { setTimeout as platformSleep } from 'node:timers/promises'
import { frameText, spinnerLine } from '@interleave/contract'
import { supervise } from './base-spinner.ts'
import { drawsElsewhere } from './draws-elsewhere.ts'
import { failsWithTheLast } from './last-thrown.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes in the spinner. */
export const SPINNER_PLANTS: readonly Plant[] = [
  plant('eager-first-frame', 'S1', 'Calls the spinner before it says what will spin.', {
    parts: (base) => ({
      async supervisor(spinning) {
        spinning.ports.out(frameText(0, spinning.options.message))
        return base.supervisor(spinning)
      },
    }),
  }),
  plant('wrong-bars', 'S2', 'Turns the other way.', {
    parts: () => ({ frame: (index, message) => frameText(3 * index, message) }),
  }),
  plant('late-first-frame', 'S3', 'Waits before the first frame and not after the last, as an interval does.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        try {
          await spinning.parts.sleep(spinning.options.interval, signal)
        } finally {
          await base.spin(spinning, signal)
        }
      },
    }),
  }),
  plant('erases-twice', 'S4', 'Erases where it stops and where it was stopped.', {
    parts: (base) => ({
      erase(spinning) {
        base.erase(spinning)
        base.erase(spinning)
      },
    }),
  }),
  plant('late-frame', 'S5', 'Draws once more when it is over: the spinner is told to stop, and nobody waits for it.', {
    parts: (base) => ({
      async supervisor(spinning) {
        const { options, ports } = spinning
        const answer = await base.supervisor(spinning)
        setTimeout(() => ports.out(frameText(0, options.message)), options.interval / 10)
        return answer
      },
    }),
  }),
  plant('lost-answer', 'S6', 'Forgets to return what slow returned.', {
    parts: (base) => ({
      async slow(spinning) {
        await base.slow(spinning)
        return Number.NaN
      },
    }),
  }),
  plant('never-spins', 'S7', 'Stops the spinner before it has begun, and says nothing of it.', {
    parts: (base) => ({
      async spin(spinning) {
        base.erase(spinning)
      },
    }),
  }),
  plant('dirty-cancel', 'S8', 'Erases the line at the end, but not when it is cancelled.', {
    parts: (base) => ({
      erase(spinning) {
        if (!spinning.controller.signal.aborted) base.erase(spinning)
      },
    }),
  }),
  plant('one-more-frame', 'S8', 'Draws its first frame although the cancel came before its turn.', {
    parts: () => ({ supervisor: supervise((spinning, signal) => spinning.parts.spin(spinning, signal)) }),
  }),
  plant('draws-in-the-call', 'S8', 'Draws its first frame within the call, where no cancel reaches it.', {
    parts: () => ({
      async supervisor(spinning) {
        const { ports, controller, parts } = spinning
        const spinner = new AbortController()
        ports.out(spinnerLine('<Plant spin>'))
        const stopped = parts.spin(spinning, spinner.signal)
        stopped.catch((error: unknown) => controller.abort(error))
        try {
          return await parts.slow(spinning)
        } finally {
          spinner.abort()
          await stopped
        }
      },
    }),
  }),
  plant('timer-behind-the-cancel', 'S8', 'Sets the timer of its next frame though it was cancelled as it drew.', {
    parts: (base) => ({
      spin(spinning, signal) {
        const sleep: Parts['sleep'] = (ms, heard) => {
          if (spinning.controller.signal.aborted) setTimeout(() => {}, ms)
          return base.sleep(ms, heard)
        }
        return base.spin({ ...spinning, parts: { ...spinning.parts, sleep } }, signal)
      },
    }),
  }),
  plant('draws-once-more', 'S9', 'Draws one more frame after the terminal has thrown.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        try {
          await base.spin(spinning, signal)
        } catch (error) {
          try {
            spinning.ports.out(spinning.parts.frame(0, spinning.options.message))
          } catch {
            // The first is told.
          }
          throw error
        }
      },
    }),
  }),
  plant('counts-what-it-did-not-draw', 'S9', 'Counts a frame that the terminal did not take.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        const { ports } = spinning
        let writes = 0
        const out: typeof ports.out = (text) => {
          writes++
          ports.out(text)
        }
        const trace: typeof ports.trace = (event) =>
          ports.trace(event.kind === 'spinner.stop' ? { ...event, frames: writes - 1 } : event)
        await base.spin({ ...spinning, ports: { ...ports, out, trace } }, signal)
      },
    }),
  }),
  plant('deaf-terminal', 'S9', 'Swallows what the terminal throws.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        await base.spin(spinning, signal).catch(() => {})
      },
    }),
  }),
  plant('forgives-once', 'S9', 'Swallows what the terminal throws once, and goes on.', {
    program: (program) => (options, ports) => program(options, { ...ports, out: forgiving(ports.out) }),
  }),
  plant('last-to-throw', 'S9', 'Fails with what the terminal threw last.', { program: failsWithTheLast('out') }),
  plant('takes-nothing-for-nothing', 'S9', 'Takes an undefined that the terminal throws for no error.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        await base.spin(spinning, signal).catch((error: unknown) => {
          if (error !== undefined) throw error
        })
      },
    }),
  }),
  plant(
    'deaf-thread',
    'S9',
    'Draws in another thread, and does not ask what became of it.',
    drawsElsewhere({ heeds: false }),
  ),
  plant('fixed-message', 'S10', 'Has the message of the talk built in.', {
    parts: () => ({ frame: (index) => frameText(index, 'thinking!') }),
  }),
  plant('slow-motion', 'S11', 'Draws a frame each five intervals.', {
    parts: (base) => ({
      spin: (spinning, signal) =>
        base.spin({ ...spinning, options: { ...spinning.options, interval: spinning.options.interval * 5 } }, signal),
    }),
  }),
  plant('private-clock', 'S12', "Sleeps by another clock than the platform's setTimeout.", {
    parts: () => ({
      sleep: async (ms, signal) => {
        await platformSleep(ms / 100, undefined, { signal }).catch(() => {})
        signal.throwIfAborted()
      },
    }),
  }),
  plant('says-nothing', 'S1', 'Leaves out what kind of thing will spin.', {
    parts: (base) => ({
      supervisor: (spinning) => {
        const { ports } = spinning
        const out = (text: string) => (text === spinnerLine('<Plant spin>') ? undefined : ports.out(text))
        return base.supervisor({ ...spinning, ports: { ...ports, out } })
      },
    }),
  }),
]

function forgiving(out: (text: string) => void): (text: string) => void {
  let errors = 0
  return (text) => {
    try {
      out(text)
    } catch (error) {
      if (++errors > 1) throw error
    }
  }
}

import { eraseText, frameText, spinnerLine } from '@interleave/contract'
import type { Parts } from './parts.ts'

/** The parts of a spinner that is right. */
export const BASE_SPINNER: Pick<Parts, 'sleep' | 'frame' | 'erase' | 'spin' | 'slow' | 'supervisor'> = {
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }, ms)
      signal.addEventListener('abort', onAbort, { once: true })
    }),

  frame: frameText,

  erase: ({ options, ports }) => ports.out(eraseText(options.message)),

  async spin(spinning, signal) {
    const { options, ports, parts } = spinning
    let frame = 0
    try {
      while (!signal.aborted) {
        ports.out(parts.frame(frame, options.message))
        ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
        await parts.sleep(options.interval, signal)
      }
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error
    } finally {
      parts.erase(spinning)
      ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
    }
  },

  async slow({ options, controller, parts }) {
    await parts.sleep(options.delay, controller.signal)
    return options.answer
  },

  supervisor: supervise((spinning, signal) => {
    spinning.controller.signal.throwIfAborted()
    return spinning.parts.spin(spinning, signal)
  }),
}

/** A supervisor whose spinner begins like this when its turn comes. */
export function supervise(begin: Parts['spin']): Parts['supervisor'] {
  return async (spinning) => {
    const { ports, controller, parts } = spinning
    const spinner = new AbortController()
    const stopped = Promise.resolve().then(() => begin(spinning, spinner.signal))
    stopped.catch((error: unknown) => controller.abort(error))
    try {
      ports.out(spinnerLine('<Plant spin>'))
      return await parts.slow(spinning)
    } finally {
      spinner.abort()
      await stopped
    }
  }
}

import { eraseText, frameText, spinnerLine, type Ports, type SpinnerOptions } from '@interleave/contract'
import { asError, refuse, type Callback, type Cancel, type Done } from './callback.ts'

/** Draws a frame each `interval` ms until told to stop; its last act is to erase the line, then it is done. */
export function spin(options: SpinnerOptions, ports: Ports, done: Done): () => void {
  const { message, interval } = options
  let frame = 0
  let timer: NodeJS.Timeout | undefined
  let go = true

  const draw = () => {
    if (!go) return
    try {
      ports.out(frameText(frame, message))
      ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'spinner', frame: frame++ })
    } catch (error) {
      return stop(asError(error))
    }
    if (go) timer = setTimeout(draw, interval) // whoever heard of the frame may have stopped us
  }
  const stop = (error: Error | null) => {
    if (!go) return
    go = false
    clearTimeout(timer)
    process.nextTick(erase, error)
  }
  const erase = (error: Error | null) => {
    try {
      ports.out(eraseText(message))
      ports.trace({ kind: 'spinner.stop', id: 'spin', parent: 'spinner', frames: frame })
    } catch (caught) {
      error ??= asError(caught)
    }
    done(error)
  }

  process.nextTick(draw) // nobody can stop what is drawn before this has returned
  return () => stop(null)
}

/** Something slow: waits `delay` ms, then calls back with the answer. */
export function slow(options: SpinnerOptions, callback: Callback<number>): Cancel {
  let over = false
  const timer = setTimeout(() => {
    over = true
    callback(null, options.answer)
  }, options.delay)
  return (reason) => {
    if (over) return
    over = true
    clearTimeout(timer)
    process.nextTick(callback, reason, undefined)
  }
}

/** Spins while `slow` is under way. Whatever ends it, the spinner has erased its line before this calls back. */
export function supervisor(options: SpinnerOptions, ports: Ports, callback: Callback<number>): Cancel {
  try {
    ports.out(spinnerLine('<Callback pending spin>'))
  } catch (error) {
    return refuse(error, callback)
  }

  // Nothing but this count knows that there are two to wait for.
  let underWay = 2
  let answer = Number.NaN
  let failed: Error | null = null
  const ended = () => {
    if (--underWay > 0) return
    if (failed) callback(failed, undefined)
    else callback(null, answer)
  }

  const cancelSlow = slow(options, (error, result) => {
    if (error) failed ??= error
    else answer = result
    stopSpinning()
    ended()
  })
  const stopSpinning = spin(options, ports, (error) => {
    if (error) {
      failed = error
      cancelSlow(error)
    }
    ended()
  })
  return (reason) => {
    stopSpinning()
    cancelSlow(reason)
  }
}

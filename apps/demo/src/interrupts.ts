/** The wish to stop, from whoever has it. */
export interface Interrupts extends Disposable {
  /** The first signal that came. */
  readonly signal: NodeJS.Signals | undefined
  /** Aborted at the first signal: end what is under way, cleanly. */
  readonly first: AbortSignal
  /** Aborted at the second: end at once. */
  readonly second: AbortSignal
  /** As if this signal had come. */
  raise(signal: NodeJS.Signals): void
}

/**
 * Listens for Ctrl-C and its like until disposed of. The signals no longer end the process: whoever asks for this ends it.
 *
 * @example
 * using interrupts = watchInterrupts()
 * interrupts.first.addEventListener('abort', () => run.cancel(interrupts.signal))
 */
export function watchInterrupts(): Interrupts {
  const first = new AbortController()
  const second = new AbortController()
  let signal: NodeJS.Signals | undefined
  const raise = (name: NodeJS.Signals) => {
    if (signal !== undefined) return second.abort()
    signal = name
    first.abort()
  }
  for (const name of SIGNALS) process.on(name, raise)
  return {
    get signal() {
      return signal
    },
    first: first.signal,
    second: second.signal,
    raise,
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, raise)
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

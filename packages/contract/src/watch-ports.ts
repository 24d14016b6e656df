import type { Ports } from './ports.ts'

/** Ports that remember. */
export interface WatchedPorts {
  readonly ports: Ports
  /** What was thrown first, by whichever port; undefined while nothing was. */
  readonly fault: { readonly error: unknown } | undefined
}

/** Passes everything on to `ports`, and keeps what `out` or `trace` throws first. It is thrown all the same. */
export function watchPorts(ports: Ports): WatchedPorts {
  let fault: { readonly error: unknown } | undefined
  const watched =
    <Said>(tell: (said: Said) => void) =>
    (said: Said): void => {
      try {
        tell(said)
      } catch (error) {
        fault ??= { error }
        throw error
      }
    }
  return {
    ports: { ...ports, out: watched((text) => ports.out(text)), trace: watched((event) => ports.trace(event)) },
    get fault() {
      return fault
    },
  }
}

/**
 * A run was cancelled, and everything it had started is cleaned up. `reason` is what `cancel` was given.
 *
 * @example
 * await run.result.catch((error) => { if (!(error instanceof RunCancelled)) throw error })
 */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled'
  readonly reason: unknown

  constructor(reason?: unknown) {
    super(reason === undefined ? 'The run was cancelled.' : `The run was cancelled: ${sayReason(reason)}`)
    this.reason = reason
  }
}

/** The caller asked for something that can't be done: a code with a path in it, a limit below 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Never throws, or a cancel would: anything may be a reason, also what JSON can't write. */
function sayReason(reason: unknown): string {
  if (reason instanceof Error) return reason.message
  if (typeof reason === 'string') return reason
  try {
    return JSON.stringify(reason) ?? typeof reason
  } catch {
    return typeof reason === 'bigint' ? String(reason) : Object.prototype.toString.call(reason)
  }
}

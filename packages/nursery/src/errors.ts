/** Says its own class's name, also in minified code. */
class NamedError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = name
  }
}

/** What every `xNowait` throws when it would have to wait. */
export class WouldBlock extends NamedError {
  constructor(message = 'This would have to wait: call the version without "Nowait" and await it.') {
    super('WouldBlock', message)
  }
}

/** Two tasks used something at once that only one may use. */
export class BusyResourceError extends NamedError {
  constructor(message = 'Another task is using this: let one task at a time use it.', options?: ErrorOptions) {
    super('BusyResourceError', message, options)
  }
}

/** Your own program has closed it, before or while you used it. */
export class ClosedResourceError extends NamedError {
  constructor(message = 'This was closed: close it only after its last use.', options?: ErrorOptions) {
    super('ClosedResourceError', message, options)
  }
}

/** The other side broke it: nobody receives any more, or a lock's owner died holding it. */
export class BrokenResourceError extends NamedError {
  constructor(message = 'The other side of this is gone.', options?: ErrorOptions) {
    super('BrokenResourceError', message, options)
  }
}

/** The clean end of a channel: all senders have closed and all items were received. Ends a `for await` loop. */
export class EndOfChannel extends NamedError {
  constructor(message = 'All senders have closed this channel, and it is empty.') {
    super('EndOfChannel', message)
  }
}

/** A `failAfter` or `failAt` reached its deadline. Never the result of a manual `cancel()`. */
export class TooSlowError extends NamedError {
  /** The scope whose deadline it was. */
  readonly scopeName: string
  /** Milliseconds it was given. */
  readonly timeout: number
  /** What the code inside was waiting for when the time was up. */
  readonly waitingFor: string | undefined

  constructor(scopeName: string, timeout: number, waitingFor?: string) {
    const during = waitingFor === undefined ? '' : `, while waiting for ${waitingFor}`
    super('TooSlowError', `${scopeName} took longer than ${timeout} ms${during}`)
    this.scopeName = scopeName
    this.timeout = timeout
    this.waitingFor = waitingFor
  }
}

/**
 * Every task of the run was blocked, and nothing was left that could wake one. The message is the task tree. `cause` is
 * what the run's main function failed with besides, if it did: an error on its way when a clean-up blocked, or one of the
 * clean-up itself.
 */
export class DeadlockError extends NamedError {
  constructor(tree: string) {
    super('DeadlockError', `Every task is blocked and nothing is left to wake one:\n${tree}`)
  }
}

/** The run this code belongs to has ended. */
export class RunFinishedError extends NamedError {
  constructor() {
    super('RunFinishedError', 'The run this was called from has ended: await everything before main returns.')
  }
}

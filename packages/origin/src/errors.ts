/** The server cannot listen: the port is taken, may not be used, or the host is not an address of this machine. */
export class OriginListenError extends Error {
  override readonly name = 'OriginListenError'
}

/** An option or a plan that cannot mean anything; the sentence names it and says what is allowed. */
export class OriginOptionsError extends Error {
  override readonly name = 'OriginOptionsError'
}

/** What was waited for did not come in time; the message holds the log as it stood. */
export class OriginTimeoutError extends Error {
  override readonly name = 'OriginTimeoutError'
}

/** The server was stopped while something waited for it, or was used afterwards. */
export class OriginClosedError extends Error {
  override readonly name = 'OriginClosedError'
}

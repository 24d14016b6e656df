import type { Failure, FailureKind } from '@interleave/contract'

/** One flag could not be had. `kind` says why in one stable word; `message` is a sentence for people. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError'
  readonly kind: FailureKind
  readonly statusCode: number | undefined

  constructor(kind: FailureKind, message: string, options: { cause?: unknown; statusCode?: number } = {}) {
    super(printable(message), options)
    this.kind = kind
    this.statusCode = options.statusCode
  }

  /** The same as plain data, for a report. */
  toFailure(): Failure {
    const { kind, message, statusCode } = this
    return { kind, message, ...(statusCode !== undefined && { statusCode }) }
  }
}

/** What a server says goes into messages, and must not move anybody's cursor. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?')
}

/** The error of an item that took longer than `total` ms from its start to its file. */
export function tooSlow(total: number): DownloadError {
  return new DownloadError('timeout', `Not complete within ${total} ms.`)
}

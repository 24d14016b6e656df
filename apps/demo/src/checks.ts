import { UsageError } from '@interleave/contract'
import type { Delay } from '@interleave/origin'
import { withoutEquals } from './integer.ts'
import { LABELS, type SiteLabel } from './site.ts'

/** Throws {@link UsageError} unless m, where given, is 1 or more. */
export function checkConcurrency(asked: number | undefined): void {
  if (asked !== undefined && asked < 1) throw new UsageError('--max_req CONCURRENT must be >= 1')
}

/** Throws {@link UsageError} unless the limit, where given, is 1 or more. */
export function checkLimit(limit: number | undefined): void {
  if (limit !== undefined && limit < 1) throw new UsageError('--limit N must be >= 1')
}

/** Throws {@link UsageError} unless the retries are 0 to 10. */
export function checkRetries(retries: number): void {
  if (retries < 0 || retries > 10) throw new UsageError('--retries N must be 0 to 10')
}

/** The seed. Throws {@link UsageError} where it is too large to be told from its neighbours. */
export function checkSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed N must be at most ${Number.MAX_SAFE_INTEGER}`)
  return seed
}

/** The folder. Throws {@link UsageError} where it has no name, which as a path would mean the current one. */
export function readFolder(text: string): string {
  const folder = withoutEquals(text)
  if (folder === '') throw new UsageError('--output DIR must name a folder; . is the current one')
  return folder
}

/** The label that a word means, in any case. Throws {@link UsageError} for others. */
export function readLabel(word: string): SiteLabel {
  const label = LABELS.find((candidate) => candidate === word.toUpperCase())
  if (label === undefined) throw new UsageError(`--server LABEL must be one of ${LABELS.join(', ')}`)
  return label
}

/** The base of a server, without a slash at the end. Throws {@link UsageError} unless it is a plain http address. */
export function readBase(text: string): string {
  const url = URL.parse(text)
  // What `URL` mends by itself (blanks, backslashes) was meant otherwise, and `?` alone would swallow what is added.
  if (url === null || !/^https?:$/.test(url.protocol) || /[?#\\\s]/.test(text)) {
    throw new UsageError('--base URL must be an http address, such as http://127.0.0.1:8001/flags')
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('--base URL must be an address without a name and password, which would not be sent')
  }
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** `500` or `500-5000`, in ms. Throws {@link UsageError} for anything else. */
export function readDelay(text: string): Delay {
  const [, first, second] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text) ?? []
  const min = Number(first)
  const max = Number(second ?? first)
  if (first === undefined || max < min || max > LONGEST) {
    throw new UsageError(`--delay MS must be 0 to ${LONGEST}, or two such numbers as in 500-5000`)
  }
  return second === undefined ? { kind: 'fixed', ms: min } : { kind: 'uniform', min, max }
}

/** `418` or `500,503`. Throws {@link UsageError} for anything else. */
export function readErrorCodes(text: string): number[] {
  const codes = text.split(',').map((word) => (/^[45]\d\d$/.test(word.trim()) ? Number(word) : Number.NaN))
  if (codes.some(Number.isNaN))
    throw new UsageError('--error-codes LIST must be statuses from 400 to 599, as in 418 or 500,503')
  return codes
}

/** ms; what the server agrees to at most. */
const LONGEST = 600_000

import { UsageError } from '@interleave/contract'
import {
  checkConcurrency,
  checkLimit,
  checkRetries,
  checkSeed,
  readBase,
  readDelay,
  readErrorCodes,
  readLabel,
} from './checks.ts'
import { isCodeArgument, selectCodes } from './selection.ts'
import type { SiteOptions } from './site.ts'

/** The options of `interleave flags` as they were typed. */
export interface FlagsOptions {
  readonly all?: boolean
  readonly every?: boolean
  readonly limit?: number
  readonly max_req?: number
  readonly retries?: number
  readonly server: string
  readonly verbose?: boolean
  readonly variant: string
  readonly output: string
  readonly base?: string
  readonly delay?: string
  readonly seed?: number
  readonly errorCodes?: string
  readonly json?: boolean
}

/** The same, checked. */
export interface FlagsRequest {
  readonly codes: readonly string[]
  readonly site: SiteOptions
  /** m as asked for; undefined means each variant's own default. */
  readonly concurrency: number | undefined
  /** How often to ask again after a Retry-After. */
  readonly retries: number
}

/**
 * Checks what was typed, in the order of the book's program, then our own options. Throws {@link UsageError}. Codes are
 * not looked at where `--all` or `--every` makes them irrelevant.
 */
export function readFlagsRequest(given: readonly string[], options: FlagsOptions): FlagsRequest {
  const { all, every, limit, max_req: concurrency, retries = 0 } = options
  checkConcurrency(concurrency)
  checkLimit(limit)
  checkRetries(retries)
  const label = readLabel(options.server)
  if (!all && !every && !given.every(isCodeArgument)) {
    throw new UsageError('each CC argument must be A to Z or AA to ZZ.')
  }
  return {
    codes: selectCodes({ given, limit, ...(all && { all }), ...(every && { every }) }),
    site: { label, ...readSite(label, options) },
    concurrency,
    retries,
  }
}

function readSite(label: string, options: FlagsOptions): Omit<SiteOptions, 'label'> {
  const { base, delay, seed, errorCodes } = options
  if (base !== undefined) {
    if (delay !== undefined || seed !== undefined || errorCodes !== undefined) {
      throw new UsageError('--delay, --seed and --error-codes set the built-in server, so they exclude --base')
    }
    return { base: readBase(base) }
  }
  if (label === 'REMOTE')
    throw new UsageError('--server REMOTE needs --base URL: no server outside is asked unless you name it')
  return {
    ...(delay !== undefined && { delay: readDelay(delay) }),
    ...(seed !== undefined && { seed: checkSeed(seed) }),
    ...(errorCodes !== undefined && { errorCodes: readErrorCodes(errorCodes) }),
  }
}

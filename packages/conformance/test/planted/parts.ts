import type { DownloadOptions, DownloadReport, Outcome, Ports, SpinnerOptions } from '@interleave/contract'
import type { Ledger } from '@interleave/flags'

/** A spinner under way. */
interface Spinning {
  readonly options: SpinnerOptions
  readonly ports: Ports
  readonly controller: AbortController
  readonly parts: Parts
}

/** A downloader under way. */
interface Downloading {
  readonly options: DownloadOptions
  readonly ports: Ports
  readonly controller: AbortController
  readonly ledger: Ledger
  readonly parts: Parts
  /** What went wrong besides the items, in order of arrival. */
  readonly faults: unknown[]
}

/** What a program is made of; a planted mistake replaces one or two of them. */
export interface Parts {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly frame: (index: number, message: string) => string
  readonly erase: (spinning: Spinning) => void
  readonly spin: (spinning: Spinning, signal: AbortSignal) => Promise<void>
  readonly slow: (spinning: Spinning) => Promise<number>
  readonly supervisor: (spinning: Spinning) => Promise<number>

  readonly permits: (concurrency: number) => number
  readonly getFlag: (code: string, downloading: Downloading, signal: AbortSignal) => Promise<Uint8Array>
  readonly saveFlag: (image: Uint8Array, code: string, downloading: Downloading) => Promise<void>
  readonly toOutcome: (error: unknown) => Outcome
  readonly withTimeLimit: <Result>(
    ms: number,
    outer: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ) => Promise<Result>
  readonly downloadOne: (code: string, downloading: Downloading) => Promise<Outcome>
  readonly download: (code: string, downloading: Downloading) => Promise<void>
  readonly forEach: (
    codes: readonly string[],
    permits: number,
    signal: AbortSignal,
    work: (code: string) => Promise<void>,
  ) => Promise<void>
  readonly downloadMany: (downloading: Downloading) => Promise<DownloadReport>

  /** How a cancel reaches the work. */
  readonly onCancel: (controller: AbortController, reason: unknown) => void
}

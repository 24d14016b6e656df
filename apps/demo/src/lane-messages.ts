import type { DownloadOptions, DownloadReport, SpinnerOptions, TraceEvent } from '@interleave/contract'

/** What a lane is started for. */
export type LaneOrder = SpinnerOrder | DownloaderOrder

/** Spin. */
interface SpinnerOrder {
  readonly program: 'spinner'
  /** The module that exports the variant, as `variant.module` has it. */
  readonly module: string
  readonly options: SpinnerOptions
}

/** Download. */
interface DownloaderOrder {
  readonly program: 'downloader'
  readonly module: string
  readonly options: DownloadOptions
}

/** What the program of an order results in. */
export type ResultOf<Order extends LaneOrder> = Order extends SpinnerOrder ? number : DownloadReport

/** How a lane ended. */
export type LaneEnd<Result> =
  | { readonly status: 'done'; readonly result: Result }
  | { readonly status: 'cancelled' }
  | { readonly status: 'failed'; readonly message: string }

/** What a lane says, a JSON line each, on {@link REPORT_DESCRIPTOR}. */
export type LaneMessage = { readonly event: TraceEvent } | { readonly end: LaneEnd<number | DownloadReport> }

/** The file descriptor on which a lane reports. */
export const REPORT_DESCRIPTOR = 3

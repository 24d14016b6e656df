import type { DownloadOptions, DownloadReport } from './download.ts'
import type { Program } from './run.ts'
import type { SpinnerOptions } from './spinner.ts'
import type { Traits } from './traits.ts'

/** What a variant says about itself: all that can be known of it before its programs are loaded. */
export interface Description {
  /** The package's suffix, such as `async-await`. */
  readonly id: string
  /** The name a person reads, such as `async/await`. */
  readonly title: string
  /** What someone fluent in this style expects to see, and what was left untuned for it. */
  readonly idiom: string
  /** URL of the module that exports the variant as `variant`, so that another process can load it. */
  readonly module: string
  readonly traits: Traits
}

/** One concurrency model's answer to every job. */
export interface Variant extends Description {
  readonly spinner: Program<SpinnerOptions, number>
  readonly downloader: Program<DownloadOptions, DownloadReport>
}

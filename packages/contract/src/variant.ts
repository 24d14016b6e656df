import type { DownloadOptions, DownloadReport } from './download.ts'
import type { Program } from './run.ts'
import type { SpinnerOptions } from './spinner.ts'
import type { Traits } from './traits.ts'

/** One concurrency model's answer to every job. */
export interface Variant {
  /** The package's suffix, such as `async-await`. */
  readonly id: string
  /** The name a person reads, such as `async/await`. */
  readonly title: string
  /** What someone fluent in this style expects to see, and what was left untuned for it. */
  readonly idiom: string
  /** `import.meta.url` of the module that exports this as `variant`, so that another process can load it. */
  readonly module: string
  readonly traits: Traits
  readonly spinner: Program<SpinnerOptions, number>
  readonly downloader: Program<DownloadOptions, DownloadReport>
}

import type { DownloadOptions, Outcome } from '@interleave/contract'

/** What a downloading thread needs to know, once. */
export type DownloadSettings = Omit<DownloadOptions, 'codes' | 'concurrency'>

/** One download. The main thread names the file that is written to first, so that it can remove what a dead thread left. */
export interface Job {
  readonly code: string
  readonly part: string
}

/** What the pool asks of a thread. `end` also while it downloads: it breaks off, cleans up, answers and exits. */
export type Order = { readonly order: 'download'; readonly job: Job } | { readonly order: 'end' }

/** What a thread says. `failed` is no item's failure: it ends the run. The error is a copy, which forgets its class. */
export type Word =
  | { readonly word: 'ready' }
  | { readonly word: 'settled'; readonly outcome: Outcome }
  | { readonly word: 'failed'; readonly error: unknown }

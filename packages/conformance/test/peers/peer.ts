import { launch, type DownloadReport, type RunCancelled, type Traits, type Variant } from '@interleave/contract'
import { Ledger } from '@interleave/flags'
import { CONTROL } from '../planted/plants.ts'
import type { Job } from './download-one.ts'

/** A download by way of a library, under way. */
interface PeerRun {
  /** Settles when the library says that all is done, or failed. */
  readonly ended: Promise<unknown>
  /** Cancels by what the library offers for it; absent where it offers nothing. */
  readonly cancel?: (cancelled: RunCancelled) => void
}

/** What people use instead, and how its README says to. */
export interface PeerOptions {
  /** `p-map` */
  readonly id: string
  readonly title: string
  /** The form that is tried. */
  readonly idiom: string
  /** `import.meta.url` of the module that exports it as `variant`. */
  readonly module: string
  readonly cancel: Traits['cancel']
  readonly onFailure: Traits['onFailure']
  /** Downloads every code of the job through the library. */
  readonly download: (job: Job) => PeerRun
}

/**
 * Makes a variant of a peer. It claims every capability, so that nothing is excused: what it can't do is seen to fail. Its
 * spinner is the suite's own; only the downloader is the peer's, and only its clauses are asked.
 */
export function peer({ id, title, idiom, module, cancel, onFailure, download }: PeerOptions): Variant {
  const traits: Traits = {
    start: 'eager',
    cancel,
    onFailure,
    waitsForChildren: 'by-hand',
    concurrency: { default: 5, greatest: 1000 },
    lacks: {},
  }
  return {
    id,
    title,
    idiom,
    module,
    traits,
    spinner: CONTROL.spinner,
    downloader: (options, ports) =>
      launch<DownloadReport>(ports, {
        program: 'downloader',
        describe: (status) => `<Peer ${status} ${id}>`,
        start({ running, done, failed }) {
          running()
          const ledger = new Ledger(options, traits, ports)
          const run = download({ options, ports, ledger })
          run.ended.then(() => done(ledger.report())).catch(failed)
          return (cancelled) => run.cancel?.(cancelled)
        },
      }),
  }
}

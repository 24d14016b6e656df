import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DEFAULT_SPINNER,
  type Capability,
  type DownloadOptions,
  type DownloadReport,
  type Ports,
  type SpinnerOptions,
  type Variant,
} from '@interleave/contract'
import type { Origin } from '@interleave/origin'
import { realClock, virtualClock, type Clock } from './clock.ts'
import { startTrial, type Trial, type TrialSetup } from './trial.ts'

/** A variant, and all that a clause needs in order to try it. */
export interface Subject {
  readonly variant: Variant
  /** In a thread of its own, so that it answers while a variant blocks this one. Fresh for each clause. */
  readonly origin: Origin
  /** An empty folder to download to. */
  readonly directory: string
  /** How long a clause waits for what must come, in ms. */
  readonly patience: number
  /** Message, interval, delay and answer that suit {@link clock}: the talk's, or shorter ones. */
  readonly spinner: SpinnerOptions
  has(capability: Capability): boolean
  /** Time for a spinner: virtual where the model can, else real. Dispose of it before the clause ends. */
  clock(): Clock
  /** Starts the spinner. */
  spin(options?: Partial<SpinnerOptions>, ports?: Partial<Ports>, setup?: Pick<TrialSetup, 'onEvent'>): Trial<number>
  /** Starts the downloader, by default one request at a time into {@link directory}. */
  download(
    options: Partial<DownloadOptions> & Pick<DownloadOptions, 'codes'>,
    ports?: Partial<Ports>,
    setup?: Pick<TrialSetup, 'linger' | 'onEvent'>,
  ): Trial<DownloadReport>
  /** An empty folder more. */
  folder(): Promise<string>
}

/** Opens a subject, calls `use`, and clears away whatever is left. */
export async function withSubject(
  variant: Variant,
  origin: Origin,
  patience: number,
  use: (subject: Subject) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'interleave-'))
  const trials: Trial<unknown>[] = []
  let folders = 0
  const folder = async () => {
    const path = join(root, String(++folders))
    await mkdir(path)
    return path
  }
  const keep = <Result>(trial: Trial<Result>) => {
    trials.push(trial)
    return trial
  }
  const has = (capability: Capability) => !(capability in variant.traits.lacks)
  const spinner = has('virtualTime') ? DEFAULT_SPINNER : { ...DEFAULT_SPINNER, interval: 30, delay: 300 }
  try {
    await origin.reset()
    const directory = await folder()
    await use({
      variant,
      origin,
      directory,
      patience,
      spinner,
      has,
      clock: () => (has('virtualTime') ? virtualClock() : realClock()),
      spin: (options, ports, more) => {
        const setup = { directory: root, patience, connections: 1, ...more }
        return keep(startTrial(variant.spinner, { ...spinner, ...options }, setup, ports))
      },
      download: (options, ports, more) => {
        const { concurrency = 1, limits, retries = 0 } = options
        // More sockets than the variant may use, or the dispatcher would keep its bound for it.
        const connections = Math.min(concurrency, options.codes.length) + 32
        const setup = { directory: root, patience, connections, retries, ...(limits && { limits }), ...more }
        const all = { base: origin.base, directory, concurrency, ...options }
        return keep(startTrial(variant.downloader, all, setup, ports))
      },
      folder,
    })
  } finally {
    for (const trial of trials) await trial.dispose()
    // Again while it isn't empty: what a variant left behind may write a last file, and the breach is what is told.
    await rm(root, { recursive: true, force: true, maxRetries: 10 })
  }
}

import { PRESETS, startOrigin, type Delay, type Label } from '@interleave/origin'
import { sentenceOf, SetupError } from './errors.ts'

/** The servers that a command line may name. */
export const LABELS = ['DELAY', 'ERROR', 'LOCAL', 'REMOTE'] as const

export type SiteLabel = (typeof LABELS)[number]

/** Which server, and how it behaves. */
export interface SiteOptions {
  readonly label: SiteLabel
  /** Base of the flags of a server that runs already. Absent: one is started, in this process, for the time of the run. */
  readonly base?: string | undefined
  /** Of the server that is started: what the label says when absent. */
  readonly delay?: Delay | undefined
  readonly seed?: number | undefined
  readonly errorCodes?: readonly number[] | undefined
}

/** A server that downloads come from. */
export interface Site extends AsyncDisposable {
  readonly label: SiteLabel
  readonly base: string
  /** d: how long it keeps every answer, in ms; null where that is unknown or not the same for all. */
  readonly delay: number | null
  /** The same in words: `d = 500 ms`. */
  readonly delayText: string
  /** Before the next variant: its log is empty and its draws begin again. */
  reset(): Promise<void>
  /** The most requests that it saw open at once since the reset; null where nobody knows. */
  peakOpen(): Promise<number | null>
}

/** Opens the server that the options name. Rejects with {@link SetupError} where none can be started. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { label, base } = options
  if (label === 'REMOTE' || base !== undefined) return foreignSite(label, base ?? '')
  const { delay = PRESETS[label].delay, seed, errorCodes } = options
  const origin = await startOrigin({
    label,
    delay,
    ...(seed !== undefined && { seed }),
    ...(errorCodes !== undefined && { errorCodes }),
  }).catch((error: unknown) => {
    throw new SetupError(`The built-in server can't be started: ${sentenceOf(error)}`, { cause: error })
  })
  return {
    label,
    base: origin.base,
    delay: delay.kind === 'fixed' && PRESETS[label].delayRate === 1 ? delay.ms : null,
    delayText: describeDelay(label, delay),
    reset: () => origin.reset(),
    peakOpen: async () => (await origin.report()).peakOpen,
    [Symbol.asyncDispose]: () => origin.close(),
  }
}

function foreignSite(label: SiteLabel, base: string): Site {
  return {
    label,
    base,
    delay: null,
    delayText: 'd unknown',
    reset: async () => {},
    peakOpen: async () => null,
    async [Symbol.asyncDispose]() {},
  }
}

function describeDelay(label: Label, delay: Delay): string {
  const ms = delay.kind === 'fixed' ? `${delay.ms} ms` : `${delay.min} to ${delay.max} ms`
  const { delayRate } = PRESETS[label]
  return `d = ${ms}${delayRate < 1 ? ` for ${Math.round(delayRate * 100)} %` : ''}`
}

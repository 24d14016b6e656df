import type { Description, Item, ItemStatus } from '@interleave/contract'
import { figures, type Figures } from './figures.ts'
import type { Interrupts } from './interrupts.ts'
import { runInLane } from './run-in-lane.ts'
import type { Site } from './site.ts'
import { sweepParts } from './sweep.ts'

/** What to download with which variant. */
export interface DownloadTask {
  readonly variant: Description
  readonly codes: readonly string[]
  readonly site: Site
  /** An existing folder. */
  readonly directory: string
  /** m, as {@link concurrencyOf} gives it. */
  readonly concurrency: number
  /** How often to ask again after a Retry-After. Default 0. */
  readonly retries?: number
  readonly interrupts: Interrupts
  /** Hears of each item as it ends; not of those that a cancel cut short. */
  readonly onItem: (item: Item) => void
}

/** What came of it, with everything that a reader needs to judge the figures. Times in ms. */
export interface DownloadRecord extends Figures {
  readonly id: string
  readonly title: string
  readonly status: 'done' | 'cancelled' | 'failed'
  /** Why it failed. */
  readonly message?: string
  readonly directory: string
  /** N. */
  readonly n: number
  /** d: the server's delay; null where it is unknown or not the same for every answer. */
  readonly d: number | null
  /** m: the most requests at once. */
  readonly m: number
  readonly elapsed: number
  /** The most requests that the server saw open at once; null where it is not ours to ask. */
  readonly peakOpen: number | null
  readonly counts: Readonly<Record<ItemStatus, number>>
  /** Every code, in the order asked for; those that never ended are `cancelled`. */
  readonly items: readonly Item[]
}

/** m: what was asked for or the variant's default, at most its greatest and the number of codes. */
export function concurrencyOf(variant: Description, asked: number | undefined, codes: number): number {
  const { greatest, default: usual } = variant.traits.concurrency
  return Math.min(asked ?? usual, greatest, codes)
}

/**
 * Runs a variant's downloader in a lane. However it ends, every code is accounted for, and no temporary file of it is
 * left. Never rejects for what the variant does.
 */
export async function download(task: DownloadTask): Promise<DownloadRecord> {
  const { variant, codes, site, directory, concurrency, retries = 0, interrupts } = task
  const settled = new Map<string, Item>()
  let startedAt = performance.now()
  await site.reset()
  const end = await runInLane(
    {
      program: 'downloader',
      module: variant.module,
      options: { codes, base: site.base, directory, concurrency, retries },
    },
    {
      interrupts,
      onEvent: (event) => {
        if (event.kind === 'run.start') startedAt = performance.now()
        if (event.kind !== 'task.settled' || event.item.status === 'cancelled') return
        settled.set(event.item.code, event.item)
        task.onItem(event.item)
      },
      // A downloader has nothing to write there; if it does, it must not spoil the report.
      onOutput: () => {},
    },
  )
  const elapsed = end.status === 'done' ? end.result.elapsed : performance.now() - startedAt
  if (end.status !== 'done') await sweepParts(directory)

  const items =
    end.status === 'done'
      ? end.result.items
      : codes.map((code): Item => settled.get(code) ?? { code, status: 'cancelled' })
  const counts = countByStatus(items)
  const known = {
    items: codes.length,
    settled: codes.length - counts.cancelled,
    concurrency,
    delay: site.delay,
    elapsed,
  }
  return {
    id: variant.id,
    title: variant.title,
    status: end.status,
    ...(end.status === 'failed' && { message: end.message }),
    directory,
    n: codes.length,
    d: site.delay,
    m: concurrency,
    elapsed,
    ...figures(known),
    peakOpen: await site.peakOpen(),
    counts,
    items,
  }
}

function countByStatus(items: readonly Item[]): Record<ItemStatus, number> {
  const counts: Record<ItemStatus, number> = { ok: 0, 'not-found': 0, error: 0, cancelled: 0 }
  for (const { status } of items) counts[status]++
  return counts
}

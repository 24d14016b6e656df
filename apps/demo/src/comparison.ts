import type { DownloadRecord } from './download.ts'
import type { SpinRecord } from './spin.ts'
import { renderTable, type Column } from './table.ts'

/** One variant's line in the final table. What was not run, or could not be, is absent. */
export interface Comparison {
  readonly id: string
  readonly spinner?: SpinRecord | undefined
  readonly downloader?: DownloadRecord | undefined
  /** Why there is less than was asked for. */
  readonly message?: string | undefined
  /** Its downloads go one by one: the others' speed-up is over this. */
  readonly baseline?: boolean | undefined
}

/**
 * The table of all variants, side by side, then what its words mean and a line for each variant that failed.
 */
export function comparisonTable(rows: readonly Comparison[], width: number): string {
  const baseline = rows.find((row) => row.baseline && row.downloader?.status === 'done')?.downloader?.elapsed
  const columns = [
    VARIANT,
    ...(rows.some(({ spinner }) => spinner) ? SPINNER : []),
    ...DOWNLOADER,
    ...(rows.some(({ downloader }) => downloader?.counts.cancelled) ? [CANCELLED] : []),
    ...RATES,
    ...(baseline === undefined ? [] : [speedUp(baseline)]),
  ]
  const failures = rows.flatMap(({ id, message }) => (message === undefined ? [] : [`${id}: ${message}\n`]))
  return renderTable(columns, rows, width) + failures.join('')
}

/** What the columns mean, with the N and d that they hold for. */
export function legend(n: number, delayText: string): string {
  return (
    `N = ${n}, ${delayText}, m as in the table. ideal = ceil(N/m) x d;\n` +
    'efficiency = ideal / elapsed; peak = most requests open at the server at once;\n' +
    'speed-up = over the one that downloads one by one.\n'
  )
}

const NOTHING = '-'

const downloaded =
  (cell: (record: DownloadRecord) => string) =>
  ({ downloader }: Comparison) =>
    downloader === undefined ? NOTHING : cell(downloader)

const seconds = (ms: number | null) => (ms === null ? NOTHING : `${(ms / 1000).toFixed(2)}s`)

const VARIANT: Column<Comparison> = { heading: ['variant'], align: 'left', cell: ({ id }) => id }

const SPINNER: readonly Column<Comparison>[] = [
  { heading: ['frames'], cell: ({ spinner }) => (spinner ? String(spinner.frames) : NOTHING) },
  { heading: ['ans-', 'wer'], cell: ({ spinner }) => String(spinner?.answer ?? NOTHING) },
]

const DOWNLOADER: readonly Column<Comparison>[] = [
  { heading: ['ok'], cell: downloaded(({ counts }) => String(counts.ok)) },
  { heading: ['not', 'found'], cell: downloaded(({ counts }) => String(counts['not-found'])) },
  { heading: ['error'], cell: downloaded(({ counts }) => String(counts.error)) },
]

const CANCELLED: Column<Comparison> = {
  heading: ['cancel-', 'led'],
  cell: downloaded(({ counts }) => String(counts.cancelled)),
}

const RATES: readonly Column<Comparison>[] = [
  { heading: ['m'], cell: downloaded(({ m }) => String(m)) },
  { heading: ['peak'], cell: downloaded(({ peakOpen }) => String(peakOpen ?? NOTHING)) },
  { heading: ['elapsed'], cell: downloaded(({ elapsed }) => seconds(elapsed)) },
  { heading: ['ideal'], cell: downloaded(({ ideal }) => seconds(ideal)) },
  {
    heading: ['effi-', 'ciency'],
    cell: downloaded(({ efficiency }) => (efficiency === null ? NOTHING : `${Math.floor(efficiency * 100)} %`)),
  },
  { heading: ['items', 'per s'], cell: downloaded(({ itemsPerSecond }) => itemsPerSecond.toFixed(2)) },
]

function speedUp(baseline: number): Column<Comparison> {
  return {
    heading: ['speed', 'up'],
    cell: ({ downloader }) =>
      downloader?.status === 'done' ? `${(baseline / downloader.elapsed).toFixed(1)}x` : NOTHING,
  }
}

import type { Item, ItemStatus } from '@interleave/contract'
import { flagUrl } from '@interleave/flags'

/** What is about to happen. */
export interface Undertaking {
  /** LOCAL, DELAY, ERROR or REMOTE. */
  readonly label: string
  readonly base: string
  readonly codes: readonly string[]
  /** Requests at once that will be used. */
  readonly concurrency: number
}

/** The three lines before the download, as the book's program prints them. */
export function initialReport({ label, base, codes, concurrency }: Undertaking): string {
  const range = codes.length <= 10 ? codes.join(', ') : `from ${codes[0]} to ${codes.at(-1)}`
  return (
    `${label} site: ${base}\n` +
    `Searching for ${count(codes.length, 'flag')}: ${range}\n` +
    `${count(concurrency, 'concurrent connection')} will be used.\n`
  )
}

/** The line of one item, for `--verbose`. */
export function itemLine(item: Item, base: string): string {
  const { code, status, failure } = item
  if (status === 'ok') return `${code} OK\n`
  if (status === 'not-found') return `${code} not found: ${flagUrl(base, code)}\n`
  return `${code} ${status}${failure ? `: ${failure.message}` : ''}\n`
}

/** The lines after the download: counts without padding, those of zero left out but for the flags themselves. */
export function finalReport(counts: Readonly<Record<ItemStatus, number>>, elapsed: number): string {
  const lines = [
    '-'.repeat(20),
    `${count(counts.ok, 'flag')} downloaded.`,
    ...(counts['not-found'] > 0 ? [`${counts['not-found']} not found.`] : []),
    ...(counts.error > 0 ? [`${count(counts.error, 'error')}.`] : []),
    ...(counts.cancelled > 0 ? [`${counts.cancelled} cancelled.`] : []),
    `Elapsed time: ${(elapsed / 1000).toFixed(2)}s`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** `1 flag`, `2 flags`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

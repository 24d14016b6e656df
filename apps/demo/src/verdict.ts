import type { DownloadRecord } from './download.ts'

/**
 * The sentence that a download deserves beyond its report, if any: the variant failed, the server was not there, files
 * could not be written, or there were no descriptors left for them. Failed items alone are no reason; they are counted.
 */
export function troubleOf(record: DownloadRecord, base: string): string | undefined {
  const { status, message, items, counts, directory } = record
  if (status === 'failed') return message
  const kinds = new Set(items.map(({ failure }) => failure?.kind))
  if (counts.error === record.n && kinds.size === 1) {
    if (kinds.has('refused')) return `There is no server at ${base}: every connection was refused.`
    if (kinds.has('dns')) return `There is no server at ${base}: its name does not resolve.`
    if (kinds.has('connect-timeout')) return `There is no server at ${base}: no connection came about in time.`
  }
  const starved = items.filter(({ failure }) => failure?.kind === 'internal')
  if (starved.length > 0)
    return `Not all flags could be had (${starved.length} of ${record.n} not). ${starved[0]?.failure?.message}`
  const unwritten = items.filter(({ failure }) => failure?.kind === 'disk')
  const [first] = unwritten
  if (first === undefined) return undefined
  return `Not all flags could be written to ${directory} (${unwritten.length} of ${record.n}). ${first.failure?.message}`
}

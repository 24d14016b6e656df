import type { RequestRecord } from './report.ts'

/** One line per GET, in the words of the talk's server: `BR delay: 0.5s`, `BR error: 503`, `BR *** client closed`. */
export function describeAnswer(record: RequestRecord, delay: number): string {
  const name = record.code ?? record.path
  if (record.outcome === 'aborted') return `${name} *** client closed`
  if (record.outcome !== 'served') return `${name} *** ${record.behaviour}: ${record.outcome}`
  if (record.status !== null && record.status >= 400 && record.status !== 404) return `${name} error: ${record.status}`
  return `${name} delay: ${Number((delay / 1000).toPrecision(2))}s`
}

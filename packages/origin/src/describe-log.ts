import type { RequestRecord } from './report.ts'

const LINES = 20

/** The last lines of a log, one per request, for the message of an error. */
export function describeLog(records: readonly RequestRecord[]): string {
  if (records.length === 0) return 'The log is empty: no request came.'
  const lines = records.slice(-LINES).map(describeRecord)
  const left = records.length - lines.length
  return [...(left > 0 ? [`(${left} earlier)`] : []), ...lines].join('\n')
}

function describeRecord(record: RequestRecord): string {
  const { n, method, path, attempt, connection, outcome, status, openedAt, closedAt } = record
  const end = closedAt === null ? '' : `–${closedAt.toFixed(0)}`
  const result = status === null ? outcome : `${outcome} ${status}`
  return `#${n} ${method} ${path} attempt ${attempt} connection ${connection}: ${result}, ${openedAt.toFixed(0)}${end} ms`
}

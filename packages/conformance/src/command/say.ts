import type { Finding } from './finding.ts'

const MARKS = { kept: '✓', fails: '✗', excused: '–' } as const

/** A finding as a row of the table; why it fails stands below it. */
export function sayFinding({ clause, title, state, reason }: Finding): string {
  const row = `${MARKS[state]} ${clause.padEnd(5)} ${title}`
  if (reason === undefined) return row
  if (state === 'excused') return `${row} (${reason})`
  return [row, ...reason.split('\n').map((line) => `          ${line}`.trimEnd())].join('\n')
}

/** The last line. */
export function saySummary(title: string, findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  return `${title}: ${count('kept')} kept, ${count('fails')} failed, ${count('excused')} excused`
}

import { type Group, GROUPS, groupOf } from './groups.ts'
import { table } from './markdown.ts'
import type { Row } from './row.ts'

/** The matrix by question, for a reader who has two minutes. */
export function shortMatrix(rows: readonly Row[]): string {
  const variants = rows.filter(({ isPeer }) => !isPeer)
  const peers = rows.filter(({ isPeer }) => isPeer)
  const body = rows.map((row) => [row.title, ...GROUPS.map((group) => markOf(row, group))])
  return [
    table(['', ...GROUPS.map(({ title }) => title)], body),
    LEGEND,
    GROUPS.map(({ title, question }) => `- **${title}**: ${question}`).join('\n'),
    'What a model lacks, and why:',
    variants.flatMap(lacksOf).join('\n'),
    'What people use instead, each as its README shows, around one and the same download. You get:',
    peers.map(({ title, inShort }) => `- ${title}: ${inShort}`).join('\n'),
    'So choose by what has to hold:',
    CHOICES.join('\n'),
  ].join('\n\n')
}

const LEGEND =
  '✓ every clause is kept · (✓) every clause but those that a lack named below excuses · – the model cannot, and says so · ' +
  '✗ a clause fails · blank: not asked; the libraries, from Promise.all on, are asked everything but the spinner. Each mark ' +
  'stands for several clauses; [MATRIX.md](packages/conformance/MATRIX.md) has every one, with its reason.'

/** The worst of a group: one clause that fails is enough. */
function markOf({ cells, lacks }: Row, { title, capability }: Group): string {
  const states = new Set(
    [...cells].filter(([clause]) => groupOf(clause)?.title === title).map(([, { state }]) => state),
  )
  if (states.has('fails')) return '✗'
  if (capability !== undefined && Object.hasOwn(lacks, capability)) return '–'
  if (states.has('excused')) return '(✓)'
  return states.has('kept') || states.has('kept-anyway') ? '✓' : ''
}

function lacksOf({ title, lacks }: Row): string[] {
  return Object.entries(lacks).map(([capability, reason]) => `- ${title} lacks \`${capability}\`: ${reason}`)
}

/** By what the reader needs, not by rank: the marks say what each model gives, this what it asks for. */
const CHOICES: readonly string[] = [
  '- Nothing else has to happen meanwhile: **sequential**. It is the shortest, and it cannot be stopped.',
  '- The work itself keeps the processor busy: **threads**. Only they go on while this thread computes.',
  '- Bounds, cancellation and clean-up must hold without being remembered at each call: **nursery**.',
  '- Events come many, and are combined, filtered and dropped: **RxJS**. To unsubscribe is to cancel.',
  '- Everybody shall read it at once, and a signal handed to every call is fine: **async/await**.',
  '- It has to run where there is no such syntax, or to be understood below it: **promise**, **generator**, **callback**, ' +
    'each with more of the work done by hand.',
]

import { GROUPS, groupOf } from './groups.ts'
import { ranges, table } from './markdown.ts'
import type { Row } from './row.ts'

/** The matrix by question, for a reader who has two minutes. */
export function shortMatrix(rows: readonly Row[]): string {
  const variants = rows.filter(({ isPeer }) => !isPeer)
  const peers = rows.filter(({ isPeer }) => isPeer)
  const head = ['', ...GROUPS.map(({ title }) => title)]
  const body = (some: readonly Row[]) =>
    some.map((row) => [row.title, ...GROUPS.map((group) => cellOf(row, group.title))])
  return [
    table(head, [...body(variants), ...body(peers)]),
    '✓ every clause kept · ✗ these fail · – these fail as declared, for the reason below · blank: not asked, because it is ' +
      'the same code for all peers. [MATRIX.md](packages/conformance/MATRIX.md) has every clause.',
    GROUPS.map(({ title, question }) => `_${title}_: ${question}`).join(' '),
    ['**What the models lack**', ...variants.flatMap(lacksOf)].join('\n\n'),
    [
      '**What the rest fails at**, each in the form that its README shows, around the same single download',
      peers.map(failuresOf).join('\n'),
    ].join('\n\n'),
    ['**Which to choose**', ...CHOICES].join('\n'),
  ].join('\n\n')
}

function cellOf({ cells }: Row, group: string): string {
  const mine = [...cells].filter(([clause]) => groupOf(clause)?.title === group)
  const ids = (state: string) => mine.filter(([, cell]) => cell.state === state).map(([clause]) => clause)
  const fails = ids('fails')
  const excused = ids('excused')
  if (fails.length > 0) return `✗ ${ranges(fails)}`
  if (excused.length > 0) return `– ${ranges(excused)}`
  return mine.every(([, { state }]) => state === 'not-asked') ? '' : '✓'
}

function lacksOf({ title, lacks }: Row): string[] {
  const reasons = Object.entries(lacks).map(([capability, reason]) => `- ${title}, ${capability}: ${reason}`)
  return reasons.length === 0 ? [] : [reasons.join('\n')]
}

function failuresOf({ title, idiom, cells }: Row): string {
  const byReason = new Map<string, string[]>()
  for (const [clause, { state, reason = '' }] of cells) {
    if (state === 'fails') byReason.set(reason, [...(byReason.get(reason) ?? []), clause])
  }
  const said = [...byReason].map(([reason, clauses]) => `${reason} (${ranges(clauses)})`)
  return `- ${title}, \`${idiom}\`: ${said.join(' ')}`
}

/** By what the reader needs, not by rank: the marks above say what each model gives, this what it asks for. */
const CHOICES: readonly string[] = [
  '',
  '- Nothing else has to happen meanwhile: _sequential_. It is the shortest, and it cannot be stopped.',
  '- The work itself keeps the processor busy: _threads_. Only they go on while this thread computes.',
  '- Cancellation, bounds and clean-up must hold without being remembered at each call: _nursery_. No signal is passed by hand.',
  '- Events come many, and are combined, filtered and dropped: _RxJS_. To unsubscribe is to cancel.',
  '- What everybody knows, and a signal handed to every call: _async/await_; _promise_ is the same without the syntax.',
  '- A style of one’s own, stopped at any `yield`: _generator_. Its runner has to be written.',
  '- The least under the hood, and every step by hand: _callback_.',
]

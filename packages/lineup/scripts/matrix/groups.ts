import type { Capability } from '@interleave/contract'

/** Clauses that answer one question together: a column of the short matrix. */
export interface Group {
  readonly title: string
  /** What a reader wants to know. */
  readonly question: string
  readonly clauses: readonly string[]
  /** Without it the answer is no. */
  readonly capability?: Capability
}

/** The questions, in the order in which one would ask them. A test sees to it that every clause is in one group. */
export const GROUPS: readonly Group[] = [
  {
    title: 'spins',
    question: 'does the spinner turn while the work waits, and draw exactly what it should?',
    clauses: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S9', 'S10', 'S11', 'S12'],
    capability: 'spins',
  },
  {
    title: 'right',
    question: 'is each item counted as what it is, and each file whole, and there in time?',
    clauses: ['D1', 'D2', 'D3', 'D4', 'D8', 'D9', 'D10', 'D18', 'D19', 'D20'],
  },
  {
    title: 'overlaps',
    question: 'are requests really under way at the same time, and a free slot used?',
    clauses: ['D6', 'D7', 'D21'],
    capability: 'overlaps',
  },
  { title: 'bounded', question: 'are there never more than the limit?', clauses: ['D5'] },
  {
    title: 'stands faults',
    question: 'does it end as it should, whatever server, disk and clock do?',
    clauses: ['D11', 'D15', 'D16'],
  },
  {
    title: 'can be cancelled',
    question: 'does a cancel reach the wire and the screen, begin nothing new, and leave other runs alone?',
    clauses: ['S8', 'D12', 'D13', 'D14', 'R3', 'R4', 'R6', 'R7', 'R11'],
    capability: 'cancels',
  },
  {
    title: 'leaves nothing',
    question: 'when it says that it is over, is everything over, also after an error or a cancel?',
    clauses: ['D17', 'R5', 'R9', 'R10'],
  },
  {
    title: 'tells the truth',
    question: 'do status, trace and description say what goes on?',
    clauses: ['R1', 'R2', 'R8'],
  },
]

/** The group of a clause; each fault is one more that a downloader has to stand. */
export function groupOf(clause: string): Group | undefined {
  const title = FAULTS[clause] ?? (clause.startsWith('F') ? 'stands faults' : undefined)
  return GROUPS.find((group) => (title === undefined ? group.clauses.includes(clause) : group.title === title))
}

const FAULTS: Readonly<Record<string, string>> = { F32: 'can be cancelled', F36: 'leaves nothing' }

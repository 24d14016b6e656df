import { readFileSync } from 'node:fs'
import { PROGRAM_PLANTS } from '../../../../apps/demo/test/planted/program-plants.ts'
import { COMMAND_LINE_PLANTS } from '../../test/planted/command-line-plants.ts'
import { CONTROL, PLANTS } from '../../test/planted/plants.ts'

/** A planted mistake, and what it is asked. */
export interface Mutant {
  readonly id: string
  /** The clause that must reject it; undefined for the control, which nothing is wrong with. */
  readonly breaks: string | undefined
  /** The mistake, in a sentence. */
  readonly mistake: string
  /** All clauses of its program, in SPEC.md's order: each of them could reject it. */
  readonly asked: readonly string[]
}

const spec = readFileSync(new URL('../../../contract/SPEC.md', import.meta.url), 'utf8')
const written = [...spec.matchAll(/^- \*\*([SDRF]\d+)\*\* (.+)$/gm)].map(([, id = '', text = '']) => ({ id, text }))

/** The rows of the fault matrix that the command line tries, with a process, a signal or a file system of its own. */
export const ROWS: readonly string[] = written.filter(({ text }) => text.endsWith('[command line]')).map(({ id }) => id)

/** Every clause of SPEC.md, those rows too, in its order. */
export const ALL_CLAUSES: readonly string[] = written.map(({ id }) => id)

// The programs that a clause's mistakes are in: the handle is everybody's.
const PROGRAMS: Readonly<Record<string, string>> = { S: 'SR', D: 'DRF', F: 'DRF', R: 'SDRF' }

/** Every planted mistake, of a variant or of the command line, in the order of the clauses that must find them. */
export const MUTANTS: readonly Mutant[] = [
  ...[...PLANTS, ...COMMAND_LINE_PLANTS].map(({ variant: { id }, breaks, mistake }) => ({
    id,
    breaks,
    mistake,
    asked: of(PROGRAMS[breaks.slice(0, 1)] ?? ''),
  })),
  ...PROGRAM_PLANTS.map(({ id, breaks, mistake }) => ({ id, breaks, mistake, asked: ROWS })),
].toSorted((one, other) => ALL_CLAUSES.indexOf(one.breaks ?? '') - ALL_CLAUSES.indexOf(other.breaks ?? ''))

/** The variant that they all are but for one mistake: whatever rejects it is wrong itself. */
export const CONTROL_MUTANT: Mutant = { id: CONTROL.id, breaks: undefined, mistake: 'None.', asked: ALL_CLAUSES }

function of(letters: string): readonly string[] {
  return ALL_CLAUSES.filter((id) => letters.includes(id.slice(0, 1)))
}

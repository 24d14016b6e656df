import * as fc from 'fast-check'
import { compareWithModel, type Match } from './against-model.ts'
import { contendedPrograms, programs } from './arbitrary-program.ts'
import { brokenInvariants } from './invariants.ts'
import type { Program } from './program.ts'
import { runProgram } from './run-program.ts'

/** How many programs matched the model, and how. */
export type Tally = Record<Match, number>

export function newTally(): Tally {
  return { exact: 0, partly: 0, none: 0 }
}

/** Every invariant holds, and the course is one that the laws allow. */
export async function expectLawful(program: Program, tally: Tally = newTally()): Promise<void> {
  const course = await runProgram(program)
  const broken = brokenInvariants(course)
  if (broken.length > 0) throw new Error(broken.join('\n'))
  const { match, differences } = compareWithModel(program, course)
  tally[match]++
  if (match === 'none') throw new Error(differences.join('\n'))
}

/** What programs are drawn: `laws` alone, with `resources` that tasks share, or a few tasks in `contention` for them. */
export type Kind = keyof typeof KINDS

const KINDS = {
  laws: programs({ withResources: false }),
  resources: programs({ withResources: true }),
  contention: contendedPrograms(),
}

export function isKind(text: string | undefined): text is Kind {
  return text !== undefined && Object.hasOwn(KINDS, text)
}

/** The property, for any number of programs. */
export function lawAbiding(kind: Kind, tally: Tally): fc.IAsyncProperty<[Program]> {
  return fc.asyncProperty(KINDS[kind], (program) => expectLawful(program, tally))
}

// Asks every planted mutant every clause of its program: node scripts/mutants.ts [--jobs N] [--again NAMES]
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ask, type Answer } from './mutants/ask.ts'
import { faultsOf, missing, readFindings, writeFindings, type Finding } from './mutants/findings.ts'
import { ALL_CLAUSES, CONTROL_MUTANT, MUTANTS, ROWS, type Mutant } from './mutants/mutants.ts'

/** How long a clause waits for what must come, in ms. */
const PATIENCE = 2000
/** The same, where it rejected. */
const LONG_PATIENCE = 15_000
/** Longer than any clause or row takes, in ms. */
const SILENCE = 180_000
const CLAUSES_SCRIPT = fileURLToPath(new URL('./mutants/judge-child.ts', import.meta.url))
const ROWS_SCRIPT = fileURLToPath(new URL('../../../apps/demo/test/planted/judge-child.ts', import.meta.url))

const { jobs, again } = readWords()
const findings = readFindings()
for (const [id, { rejectedBy, keeps }] of findings) {
  const still = (clauses: ReadonlySet<string>) =>
    new Set([...clauses].filter((clause) => !again.has(id) && !again.has(clause)))
  findings.set(id, { rejectedBy: still(rejectedBy), keeps: still(keeps) })
}

const queue = [CONTROL_MUTANT, ...MUTANTS].filter((mutant) => missing(mutant, findings).length > 0).values()
const work = async () => {
  for (const mutant of queue) await find(mutant)
}
await Promise.all(Array.from({ length: jobs }, work))
for (const fault of faultsOf(findings)) {
  console.error(fault)
  process.exitCode = 1
}

/** What was asked for; a wrong word is told before anything is forgotten. */
function readWords(): { readonly jobs: number; readonly again: ReadonlySet<string> } {
  try {
    const options = {
      // Mutants at a time.
      jobs: { type: 'string', default: '1' },
      // Ids of mutants and clauses, with commas: what is known of them is forgotten first.
      again: { type: 'string' },
    } as const
    const { values } = parseArgs({ options })
    const count = Number(values.jobs)
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`--jobs is a whole number from 1, not ${values.jobs}.`)
    const names = values.again?.split(',') ?? []
    const known = new Set([CONTROL_MUTANT, ...MUTANTS].map(({ id }) => id).concat(ALL_CLAUSES))
    const unknown = names.filter((name) => !known.has(name))
    if (unknown.length > 0) throw new RangeError(`There is no mutant and no clause ${unknown.join(', ')}.`)
    return { jobs: count, again: new Set(names) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return process.exit(2)
  }
}

/** Asks a mutant all that it has not been asked, and keeps each answer as soon as it is sure. */
async function find(mutant: Mutant): Promise<void> {
  const { id, breaks } = mutant
  const doubtful: string[] = []
  for await (const { clause, isRejected } of askAll(id, missing(mutant, findings), PATIENCE)) {
    if (isRejected && clause !== breaks) doubtful.push(clause)
    else keep(id, { clause, isRejected })
  }
  // Others than its own must say so twice, the second time with patience: a busy machine rejects nothing.
  for await (const answer of askAll(id, doubtful, LONG_PATIENCE)) keep(id, answer)
  console.log(`${id}: ${[...(findings.get(id) as Finding).rejectedBy].join(' ')}`)
}

function keep(id: string, { clause, isRejected }: Answer): void {
  const known = findings.get(id) as Finding
  const [rejectedBy, keeps] = [new Set(known.rejectedBy), new Set(known.keeps)]
  const answers = isRejected ? rejectedBy : keeps
  answers.add(clause)
  findings.set(id, { rejectedBy, keeps })
  writeFindings(findings)
}

async function* askAll(id: string, clauses: readonly string[], patience: number) {
  const rows = clauses.filter((clause) => ROWS.includes(clause))
  const others = clauses.filter((clause) => !ROWS.includes(clause))
  yield* ask({ script: CLAUSES_SCRIPT, words: [id, String(patience)], clauses: others, silence: SILENCE })
  yield* ask({ script: ROWS_SCRIPT, words: [id], clauses: rows, silence: SILENCE })
}

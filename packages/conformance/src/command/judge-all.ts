import type { Variant } from '@interleave/contract'
import { openBench } from '../bench.ts'
import type { Clause } from '../clause.ts'
import { CLAUSES } from '../clauses/clauses.ts'
import { excusedOnlyBy, excusesOf } from '../excuses.ts'
import { PROPERTIES } from '../properties/properties.ts'
import { checkOptions } from '../properties/check-options.ts'

/** One line of what the command finds. */
export interface Finding {
  /** A clause's number; `lacks` for an excuse, `drawn` for a property. */
  readonly clause: string
  readonly title: string
  readonly state: 'kept' | 'fails' | 'excused'
  /** Why it fails, or by what it is excused. */
  readonly reason?: string
}

/** What to try. */
export interface JudgeOptions {
  /** Clauses by number; all when absent, and then excuses and drawn runs too. */
  readonly only?: readonly string[]
  /** How long a clause waits for what must come, in ms. */
  readonly patience: number
  /** Gets each finding as soon as it is there. */
  readonly tell: (finding: Finding) => void
}

/** Tries a variant on every clause, then its excuses, then on drawn runs. Resolves to all that it told. */
export async function judgeAll(variant: Variant, { only, patience, tell }: JudgeOptions): Promise<Finding[]> {
  const findings: Finding[] = []
  const add = (finding: Finding) => {
    findings.push(finding)
    tell(finding)
  }
  // What nobody handles is a breach of the clause under way, and no reason to end.
  let unhandled: unknown
  const catchIt = (error: unknown) => (unhandled ??= error)
  process.on('unhandledRejection', catchIt).on('uncaughtException', catchIt)
  const bench = await openBench({ patience })
  try {
    const broken = new Set<Clause>()
    for (const clause of CLAUSES.filter(({ id }) => only === undefined || only.includes(id))) {
      unhandled = undefined
      const breach = (await bench.judge(clause, variant)).breach ?? unhandled
      if (breach !== undefined) broken.add(clause)
      add(findingOf(clause, variant, breach))
    }
    if (only !== undefined) return findings
    for (const finding of excuses(variant, broken)) add(finding)
    for (const property of PROPERTIES) {
      const { title, needs } = property
      if (needs !== undefined && needs in variant.traits.lacks) continue
      const failure = await property.check(variant, bench.origin, { ...checkOptions(), patience }).catch(sentence)
      add({
        clause: 'drawn',
        title,
        ...(failure === undefined ? { state: 'kept' } : { state: 'fails', reason: failure }),
      })
    }
    return findings
  } finally {
    await bench[Symbol.asyncDispose]()
    process.off('unhandledRejection', catchIt).off('uncaughtException', catchIt)
  }
}

function findingOf(clause: Clause, variant: Variant, breach: unknown): Finding {
  const { id, title } = clause
  if (breach === undefined) return { clause: id, title, state: 'kept' }
  const lacking = excusesOf(clause, variant.traits)
  if (lacking.length === 0) return { clause: id, title, state: 'fails', reason: sentence(breach) }
  return { clause: id, title, state: 'excused', reason: `lacks ${lacking.join(', ')}` }
}

/** A lack that excuses no failing clause is none. */
function excuses({ traits }: Variant, broken: ReadonlySet<Clause>): Finding[] {
  return Object.entries(traits.lacks).map(([capability, reason]) => {
    const clauses = excusedOnlyBy(capability as keyof typeof traits.lacks, traits)
    const title = `lacking ${capability} breaks a clause: ${reason}`
    if (clauses.some((clause) => broken.has(clause))) return { clause: 'lacks', title, state: 'kept' }
    const kept = clauses.map(({ id }) => id).join(', ')
    return { clause: 'lacks', title, state: 'fails', reason: `It excuses nothing: ${kept} are kept.` }
  })
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

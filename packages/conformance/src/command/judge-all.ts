import type { Variant } from '@interleave/contract'
import { openBench } from '../bench.ts'
import type { Clause } from '../clause.ts'
import { CLAUSES } from '../clauses/clauses.ts'
import { excusedOnlyBy, excusesOf } from '../excuses.ts'
import { PROPERTIES } from '../properties/properties.ts'
import { checkOptions } from '../properties/check-options.ts'
import { realSleep } from '../real-time.ts'
import { TOLERANCE } from '../tolerance.ts'
import type { Finding } from './finding.ts'
import { Unhandled, type UnhandledError } from './unhandled.ts'

/** What to try. */
export interface JudgeOptions {
  /** Clauses by number; all when absent, and then excuses and drawn runs too. */
  readonly only?: readonly string[] | undefined
  /** How long a clause waits for what must come, in ms. */
  readonly patience: number
  /** Hears what begins, by name, and how many ms it may draw runs for besides what a clause may take. */
  readonly begin?: (name: string, drawing: number) => void
  /** Gets each finding as soon as it is there. */
  readonly tell: (finding: Finding) => void
}

/** Tries a variant on every clause, then its excuses, then on drawn runs. What nobody handles is a finding too. */
export async function judgeAll(variant: Variant, { only, patience, begin, tell }: JudgeOptions): Promise<void> {
  using unhandled = new Unhandled()
  await using bench = await openBench({ patience })
  // Those that were begun by `name`, or nobody knows where; what others left behind is told as theirs.
  const takeOwn = (name?: string): Error | undefined => {
    const errors = unhandled.take()
    for (const finding of leftBehind(variant, errors, name)) tell(finding)
    const own = errors.find(({ from }) => from === undefined || from === name)
    return own && nobodyHandled(own)
  }

  const broken = new Set<Clause>()
  for (const clause of CLAUSES.filter(({ id }) => only === undefined || only.includes(id))) {
    begin?.(clause.id, 0)
    const verdict = await unhandled.during(clause.id, () => bench.judge(clause, variant))
    const own = takeOwn(clause.id)
    const breach = verdict.breach ?? own
    if (breach !== undefined) broken.add(clause)
    tell(findingOf(clause, variant, breach))
  }
  if (only === undefined) {
    for (const finding of excuses(variant, broken)) tell(finding)
    const options = { ...checkOptions(), patience }
    for (const property of PROPERTIES) {
      const { title, needs } = property
      if (needs !== undefined && needs in variant.traits.lacks) continue
      begin?.(title, options.time)
      const failure = await unhandled.during(title, () =>
        property.check(variant, bench.origin, options).catch(sentence),
      )
      const own = takeOwn(title)
      const reason = failure ?? own?.message
      tell({ clause: 'drawn', title, ...(reason === undefined ? { state: 'kept' } : { state: 'fails', reason }) })
    }
  }
  // The last one gets a moment too in which what it left behind may fail.
  await realSleep(TOLERANCE.quiet)
  const last = takeOwn()
  if (last) tell({ clause: 'late', title: 'an error that nobody handled', state: 'fails', reason: last.message })
}

function findingOf(clause: Clause, variant: Variant, breach: unknown): Finding {
  const { id, title } = clause
  if (breach === undefined) return { clause: id, title, state: 'kept' }
  const lacking = excusesOf(clause, variant.traits)
  if (lacking.length === 0) return { clause: id, title, state: 'fails', reason: sentenceWithPlace(breach, variant) }
  return { clause: id, title, state: 'excused', reason: `lacks ${lacking.join(', ')}` }
}

/** What came too late for those that it belongs to, one finding each. They have been judged already. */
function leftBehind({ traits }: Variant, errors: readonly UnhandledError[], current?: string): Finding[] {
  const earlier = errors.filter(({ from }) => from !== undefined && from !== current)
  return [...Map.groupBy(earlier, ({ from = '' }) => from)].map(([from, [first, ...more]]) => {
    const title = `an error that nobody handled, left behind by ${from}, which had been judged`
    const clause = CLAUSES.find(({ id }) => id === from)
    const lacking = clause ? excusesOf(clause, traits) : []
    if (lacking.length > 0) return { clause: 'late', title, state: 'excused', reason: `lacks ${lacking.join(', ')}` }
    const others = more.length > 0 ? `\nAnd ${more.length} more of its errors.` : ''
    return { clause: 'late', title, state: 'fails', reason: `${sentence(first?.error)}${others}` }
  })
}

function nobodyHandled({ error, from }: UnhandledError): Error {
  const where = from === undefined ? ', from here or left behind earlier' : ''
  return new Error(`An error that nobody handled${where}: ${sentence(error)}`, { cause: error })
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

/** What went wrong, and where in the variant's own files, if it came from there. */
function sentenceWithPlace(error: unknown, { module }: Variant): string {
  const folder = new URL('.', module).href
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '))
  const own = frames.find((frame) => frame.includes(folder) && !frame.includes('/node_modules/'))
  return own === undefined ? sentence(error) : `${sentence(error)}\n${own.trim()}`
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

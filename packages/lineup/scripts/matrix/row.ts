import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLAUSES, type RecordedVerdicts, VERDICTS } from '@interleave/conformance'
import type { LineupEntry } from '../../src/index.ts'
import { ASKED, type Peer } from '../../../conformance/test/peers/peers.ts'

/** How one clause stands with one candidate. */
export interface Cell {
  /** `excused`: it fails, as declared; `kept-anyway`: it was excused, and kept it. */
  readonly state: 'kept' | 'fails' | 'excused' | 'kept-anyway' | 'not-asked'
  /** Why it fails, or by which lacks it is excused. */
  readonly reason?: string
}

/** A variant or a peer, and every clause. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly isPeer: boolean
  readonly idiom: string
  /** Of a peer: what one gets, and what not. */
  readonly inShort?: string
  /** Each declared lack, with its reason. */
  readonly lacks: Readonly<Record<string, string>>
  readonly cells: ReadonlyMap<string, Cell>
}

/** What a variant's own tests found out, at their last whole run. Rejects when there was none. */
export async function variantRow({ id, load }: LineupEntry): Promise<Row> {
  const { module } = await load()
  const path = join(dirname(fileURLToPath(module)), '..', VERDICTS)
  const { title, idiom, lacks, verdicts } = await readVerdicts(path, id)
  const found = new Map(verdicts.map((verdict) => [verdict.clause, verdict]))
  const cells = CLAUSES.map((clause): [string, Cell] => {
    const verdict = found.get(clause.id)
    if (verdict === undefined) throw new Error(`${id} was not asked ${clause.id}: ${RUN_TESTS}`)
    const { kept, excuses } = verdict
    if (excuses.length === 0) return [clause.id, { state: kept ? 'kept' : 'fails' }]
    return [clause.id, { state: kept ? 'kept-anyway' : 'excused', reason: excuses.join(', ') }]
  })
  return { id, title, isPeer: false, idiom, lacks, cells: new Map(cells) }
}

/** What a peer fails at; a test of the suite holds it to that, clause by clause. */
export function peerRow({ variant: { id, title, idiom }, inShort, fails }: Peer): Row {
  const asked = new Set(ASKED)
  const cells = CLAUSES.map((clause): [string, Cell] => {
    if (!asked.has(clause)) return [clause.id, { state: 'not-asked' }]
    const reason = fails[clause.id]
    return [clause.id, reason === undefined ? { state: 'kept' } : { state: 'fails', reason }]
  })
  return { id, title, isPeer: true, idiom, inShort, lacks: {}, cells: new Map(cells) }
}

async function readVerdicts(path: string, id: string): Promise<RecordedVerdicts> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RecordedVerdicts
  } catch (cause) {
    throw new Error(`${id} has no verdicts: ${RUN_TESTS}`, { cause })
  }
}

const RUN_TESTS = 'run all tests first (pnpm turbo run test), the matrix is made of what they find.'

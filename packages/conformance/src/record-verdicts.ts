import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Variant } from '@interleave/contract'
import type { Verdict } from './bench.ts'
import { CLAUSES } from './clauses/clauses.ts'
import { excusesOf } from './excuses.ts'

/** How one clause went with one variant, for a matrix. */
export interface RecordedVerdict {
  readonly clause: string
  readonly kept: boolean
  /** Which lacks excuse it. */
  readonly excuses: readonly string[]
}

/** All that a matrix says of a variant. */
export interface RecordedVerdicts {
  readonly id: string
  readonly title: string
  readonly idiom: string
  /** Each lack, with its reason. */
  readonly lacks: Readonly<Record<string, string>>
  readonly verdicts: readonly RecordedVerdict[]
}

/** Where a package's verdicts are kept, from its folder: among what is made, not among what is written. */
export const VERDICTS = join('node_modules', '.interleave', 'verdicts.json')

/** Keeps the verdicts of a whole test run in the package that it ran in; those of a part are no whole, and are not kept. */
export async function recordVerdicts(variant: Variant, verdicts: readonly Verdict[], folder = process.cwd()) {
  const { id, title, idiom, traits } = variant
  const breaches = new Map(verdicts.map(({ clause, breach }) => [clause, breach]))
  if (CLAUSES.some((clause) => !breaches.has(clause))) return
  const recorded: RecordedVerdicts = {
    id,
    title,
    idiom,
    lacks: traits.lacks,
    verdicts: CLAUSES.map((clause) => ({
      clause: clause.id,
      kept: breaches.get(clause) === undefined,
      excuses: excusesOf(clause, traits),
    })),
  }
  const path = join(folder, VERDICTS)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(recorded, null, 2)}\n`)
}

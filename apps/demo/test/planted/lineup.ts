import type { Variant } from '@interleave/contract'
import { COMMAND_LINE_PLANTS } from '../../../../packages/conformance/test/planted/command-line-plants.ts'
import { CONTROL, PLANTS } from '../../../../packages/conformance/test/planted/plants.ts'
import { NEVER_SETTLES, EARLY_OPENER } from '../../../../packages/conformance/test/planted/stand-ins.ts'
import { PROGRAM_PLANTS } from './program-plants.ts'

// In the place of @interleave/lineup, for the program with a mistake in it.

const variants: ReadonlyMap<string, Variant> = new Map([
  ...[CONTROL, EARLY_OPENER, NEVER_SETTLES].map((variant) => [variant.id, variant] as const),
  ...[...PLANTS, ...COMMAND_LINE_PLANTS].map(({ variant }) => [variant.id, variant] as const),
  ...PROGRAM_PLANTS.map(({ id, variant }) => [id, variant] as const),
])

/** Every planted variant, and for each mistake of the program's own the variant that it is tried with. */
export const lineup = [...variants].map(([id, variant]) => ({ id, describe: async () => variant }))

/** As the real one, but for its sentences. */
export function findVariant(id: string) {
  const entry = lineup.find((candidate) => candidate.id === id)
  if (entry === undefined) throw new Error(`Nothing is planted under the name ${id}.`)
  return entry
}

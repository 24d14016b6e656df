import type { Variant } from '@interleave/contract'
import { COMMAND_LINE_PLANTS } from './command-line-plants.ts'
import { CONTROL, PLANTS } from './plants.ts'
import { NEVER_SETTLES, EARLY_OPENER } from './stand-ins.ts'

// One module for all of them, so that another process can load any: module.ts?limit-off-by-one
const id = new URL(import.meta.url).search.slice(1)
const all = [EARLY_OPENER, NEVER_SETTLES, ...[...PLANTS, ...COMMAND_LINE_PLANTS].map(({ variant }) => variant)]

/** The one that the address names. */
export const variant: Variant = all.find((candidate) => candidate.id === id) ?? CONTROL

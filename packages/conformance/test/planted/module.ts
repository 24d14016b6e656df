import type { Variant } from '@interleave/contract'
import { CONTROL, PLANTS } from './plants.ts'

// One module for all of them, so that another process can load any: module.ts?limit-off-by-one
const id = new URL(import.meta.url).search.slice(1)

/** The one that the address names. */
export const variant: Variant = PLANTS.find((plant) => plant.variant.id === id)?.variant ?? CONTROL

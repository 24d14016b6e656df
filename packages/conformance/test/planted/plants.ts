import { DOWNLOADER_PLANTS } from './downloader-plants.ts'
import { FAULT_PLANTS } from './fault-plants.ts'
import { makeVariant } from './make-variant.ts'
import type { Plant } from './plant.ts'
import { RUN_PLANTS } from './run-plants.ts'
import { SPINNER_PLANTS } from './spinner-plants.ts'

/** The variant that nothing is wrong with. */
export const CONTROL = makeVariant('control')

/** All variants with a mistake that a clause of the suite finds. */
export const PLANTS: readonly Plant[] = [...SPINNER_PLANTS, ...DOWNLOADER_PLANTS, ...RUN_PLANTS, ...FAULT_PLANTS]

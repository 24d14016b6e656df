import { ANSWER_PLANTS } from './answer-plants.ts'
import { CONTENT_PLANTS } from './content-plants.ts'
import { DOWNLOADER_PLANTS } from './downloader-plants.ts'
import { makeVariant } from './make-variant.ts'
import type { Plant } from './plant.ts'
import { PORT_PLANTS } from './port-plants.ts'
import { RESOURCE_PLANTS } from './resource-plants.ts'
import { RUN_PLANTS } from './run-plants.ts'
import { SPINNER_PLANTS } from './spinner-plants.ts'

/** The variant that nothing is wrong with. */
export const CONTROL = makeVariant('control')

/** All variants with a mistake that a clause of the suite finds. */
export const PLANTS: readonly Plant[] = [
  ...SPINNER_PLANTS,
  ...DOWNLOADER_PLANTS,
  ...RUN_PLANTS,
  ...ANSWER_PLANTS,
  ...CONTENT_PLANTS,
  ...RESOURCE_PLANTS,
  ...PORT_PLANTS,
]

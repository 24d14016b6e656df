import { fileURLToPath } from 'node:url'
import { COMMAND_LINE_PLANTS } from '../../../../packages/conformance/test/planted/command-line-plants.ts'
import { PROGRAM_PLANTS } from './program-plants.ts'

/** A mistake, of a variant or of the program's own, that a row of the fault matrix must find. */
export interface RowPlant {
  readonly id: string
  /** `F33` */
  readonly breaks: string
  /** The mistake, in a sentence. */
  readonly mistake: string
}

/** All mistakes that the rows of the command line must find, in the order of the rows. */
export const ROW_PLANTS: readonly RowPlant[] = [
  ...PROGRAM_PLANTS,
  ...COMMAND_LINE_PLANTS.map(({ variant, breaks, mistake }) => ({ id: variant.id, breaks, mistake })),
].toSorted((one, other) => one.breaks.localeCompare(other.breaks))

/** The program in which they are planted. `--variant` names the one that is in force. */
export const PLANTED_PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url))

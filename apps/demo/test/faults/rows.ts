import { DESTINATION } from './destination.ts'
import { PIPES } from './pipes.ts'
import type { RowCheck } from './row-check.ts'
import { SHORTAGE } from './shortage.ts'
import { SIGNALS } from './signals.ts'

/** How each row of the fault matrix is tried that SPEC.md leaves to the command line. */
export const ROW_CHECKS: readonly RowCheck[] = [...DESTINATION, ...SHORTAGE, ...SIGNALS, ...PIPES]

/** The rows, each once. */
export const ROWS: readonly string[] = [...new Set(ROW_CHECKS.map(({ row }) => row))]

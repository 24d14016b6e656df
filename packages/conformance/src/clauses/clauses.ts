import type { Clause } from '../clause.ts'
import { FAULTS } from '../faults/faults.ts'
import { DOWNLOAD_BOUNDS } from './download-bounds.ts'
import { DOWNLOAD_CANCEL } from './download-cancel.ts'
import { DOWNLOAD_FAULTS } from './download-faults.ts'
import { DOWNLOAD_FILES } from './download-files.ts'
import { DOWNLOAD_OUTCOMES } from './download-outcomes.ts'
import { RUN_CANCEL } from './run-cancel.ts'
import { RUN_HANDLE } from './run-handle.ts'
import { RUN_REMAINS } from './run-remains.ts'
import { RUN_TRACE } from './run-trace.ts'
import { SPINNER_BYTES } from './spinner-bytes.ts'
import { SPINNER_END } from './spinner-end.ts'
import { SPINNER_TIME } from './spinner-time.ts'

/** Every clause of SPEC.md, in its order: S, D, R, F, each by number. */
export const CLAUSES: readonly Clause[] = [
  ...[...SPINNER_BYTES, ...SPINNER_TIME, ...SPINNER_END].toSorted(byNumber),
  ...[...DOWNLOAD_OUTCOMES, ...DOWNLOAD_BOUNDS, ...DOWNLOAD_FILES, ...DOWNLOAD_FAULTS, ...DOWNLOAD_CANCEL].toSorted(
    byNumber,
  ),
  ...[...RUN_HANDLE, ...RUN_CANCEL, ...RUN_REMAINS, ...RUN_TRACE].toSorted(byNumber),
  ...FAULTS.toSorted(byNumber),
]

function byNumber({ id }: Clause, other: Clause): number {
  return Number(id.slice(1)) - Number(other.id.slice(1))
}

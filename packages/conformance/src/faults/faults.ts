import type { Clause } from '../clause.ts'
import { ANSWER_FAULTS } from './answer-faults.ts'
import { CONNECT_FAULTS } from './connect-faults.ts'
import { CONNECTION_FAULTS } from './connection-faults.ts'
import { CONTENT_FAULTS } from './content-faults.ts'
import { FILE_FAULTS } from './file-faults.ts'
import { PORT_FAULTS } from './port-faults.ts'
import { RUN_FAULTS } from './run-faults.ts'
import { SIZE_FAULTS } from './size-faults.ts'
import { WORKER_FAULTS } from './worker-faults.ts'

/** The fault matrix, by its rows; those that only a command line can meet are the app's to try. */
export const FAULTS: readonly Clause[] = [
  ...CONNECT_FAULTS,
  ...ANSWER_FAULTS,
  ...CONTENT_FAULTS,
  ...CONNECTION_FAULTS,
  ...FILE_FAULTS,
  ...PORT_FAULTS,
  ...RUN_FAULTS,
  ...WORKER_FAULTS,
  ...SIZE_FAULTS,
]

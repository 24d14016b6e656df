import type { Contender } from './scene.ts'

/** One way to try a row of the fault matrix that needs a process, a signal or a file system of its own. */
export interface RowCheck {
  /** `F33` */
  readonly row: string
  /** What must hold, behind the row's number in a test's name. */
  readonly title: string
  /** Whether this system has what it takes. Default true. */
  readonly isPossible?: boolean
  /** Rejects when the contender breaks the row. Needs no test runner. */
  readonly check: (contender: Contender) => Promise<void>
}

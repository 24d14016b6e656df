import type { Interrupts } from './interrupts.ts'
import type { Terminal } from './terminal.ts'
import type { Entry } from './variants.ts'

/** What every command works with. */
export interface Context {
  readonly terminal: Terminal
  readonly interrupts: Interrupts
  /** The variants there are, in lineup order. */
  readonly entries: readonly Entry[]
}

/** What a command ends with: the process's exit code. */
export type Finish = (exitCode: number) => void

import type { Interrupts } from './interrupts.ts'
import type { Terminal } from './terminal.ts'
import type { Lineup } from './variants.ts'

/** What every command works with. */
export interface Context {
  readonly terminal: Terminal
  readonly interrupts: Interrupts
  readonly lineup: Lineup
}

/** What a command ends with: the process's exit code. */
export type Finish = (exitCode: number) => void

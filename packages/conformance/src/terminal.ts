import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Stands for the terminal: a file, so that what another thread writes to the descriptor lands in the same place. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly outDescriptor: number
  /** All that was written so far. */
  readonly text: () => string
  close(): void
}

/** Opens a terminal in a folder of its own. */
export function openTerminal(directory: string): Terminal {
  const path = join(directory, 'terminal')
  const outDescriptor = openSync(path, 'a')
  return {
    out: (text) => void writeSync(outDescriptor, text),
    outDescriptor,
    text: () => readFileSync(path, 'utf8'),
    close: () => closeSync(outDescriptor),
  }
}

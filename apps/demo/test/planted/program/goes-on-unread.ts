import { processTerminal as openRightly, type Terminal } from '../../../src/terminal.ts'

export * from '../../../src/terminal.ts'

export function processTerminal(): Terminal {
  return openRightly({ closed: () => {}, broken: () => {} })
}

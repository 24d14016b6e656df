import { processTerminal as openRightly, type Terminal } from '../../../src/terminal.ts'

export * from '../../../src/terminal.ts'

export function processTerminal(): Terminal {
  const terminal = openRightly({ closed: () => {}, broken: () => {} })
  process.stdout.removeAllListeners('error')
  return terminal
}

import { findVariant, lineup } from '@interleave/lineup'
import { watchInterrupts } from './interrupts.ts'
import { main } from './main.ts'
import { processTerminal } from './terminal.ts'

// To the very end: a second signal while the process is on its way out must not change its exit code. So when nothing is
// left to do it leaves at once: Node would first take down all it holds, these handlers too, and a signal would kill it.
const interrupts = watchInterrupts()
process.once('beforeExit', () => process.exit())
const terminal = processTerminal(() => interrupts.raise('SIGPIPE'))
process.exitCode = await main(process.argv.slice(2), {
  terminal,
  interrupts,
  lineup: { entries: lineup, find: findVariant },
})

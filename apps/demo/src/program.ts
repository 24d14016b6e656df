import { findVariant, lineup } from '@interleave/lineup'
import { EXIT } from './exit-codes.ts'
import { watchInterrupts } from './interrupts.ts'
import { main } from './main.ts'
import { reasonOf } from './reason-of.ts'
import { processTerminal } from './terminal.ts'

// To the very end: a second signal while the process is on its way out must not change its exit code. So when nothing is
// left to do it leaves at once: Node would first take down all it holds, these handlers too, and a signal would kill it.
const interrupts = watchInterrupts()
process.once('beforeExit', () => process.exit(isLost ? EXIT.failed : process.exitCode))
// That something was lost may show itself only after the last word, when the exit code seemed certain.
let isLost = false
const terminal = processTerminal({
  closed: () => interrupts.raise('SIGPIPE'),
  broken: (error) => {
    if (!isLost) terminal.err(`interleave: Standard output can't be written: ${reasonOf(error)}.\n`)
    isLost = true
    interrupts.raise('SIGPIPE')
  },
})
process.exitCode = await main(process.argv.slice(2), {
  terminal,
  interrupts,
  lineup: { entries: lineup, find: findVariant },
})

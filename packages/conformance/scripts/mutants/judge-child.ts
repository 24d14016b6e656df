// Started by ask.ts: node judge-child.ts MUTANT PATIENCE CLAUSE... writes a line for each clause.
import { writeSync } from 'node:fs'
import type { Variant } from '@interleave/contract'
import { judgeAll } from '../../src/command/judge-all.ts'
import { CANNOT_ASK } from './ask.ts'

const [id = '', patience, ...only] = process.argv.slice(2)
const { variant } = (await import(`../../test/planted/module.ts?${id}`)) as { variant: Variant }
if (variant.id !== id) process.exit(CANNOT_ASK)
await judgeAll(variant, {
  only,
  patience: Number(patience),
  tell({ clause, state }) {
    // What comes after its clause was answered is no answer of another.
    if (clause !== 'late') writeSync(1, `${JSON.stringify({ clause, isRejected: state !== 'kept' })}\n`)
  },
})
// A mutant may have left behind what keeps the process alive.
process.exit()

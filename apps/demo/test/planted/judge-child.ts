// Started by the suite's list of mutants: node judge-child.ts MUTANT ROW... writes a line for each row.
import { ROW_CHECKS } from '../faults/rows.ts'
import { PLANTED_PROGRAM } from './plants.ts'

const [id = '', ...rows] = process.argv.slice(2)
const checks = ROW_CHECKS.filter(({ row }) => rows.includes(row))
// Not an answer: whoever asked must know that nothing was tried.
if (!checks.every(({ isPossible = true }) => isPossible)) process.exit(2)
for (const row of rows) {
  const isRejected = !(await keeps(row))
  process.stdout.write(`${JSON.stringify({ clause: row, isRejected })}\n`)
}

async function keeps(row: string): Promise<boolean> {
  for (const { check } of checks.filter((one) => one.row === row)) {
    const isKept = await check({ program: PLANTED_PROGRAM, id }).then(
      () => true,
      () => false,
    )
    if (!isKept) return false
  }
  return true
}

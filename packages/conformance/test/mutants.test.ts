import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ask, type Answer } from '../scripts/mutants/ask.ts'
import { faultsOf, readFindings } from '../scripts/mutants/findings.ts'
import { ALL_CLAUSES, CONTROL_MUTANT, MUTANTS } from '../scripts/mutants/mutants.ts'

/** Longer than a process takes to start on a busy machine, in ms. */
const SILENCE = 6000

test('every mutant that was asked at all has been asked every clause of its program, and its own rejects it', () => {
  expect(faultsOf(readFindings()), 'find it out: pnpm --filter @interleave/conformance mutants').toEqual([])
})

test('no clause of SPEC.md is without a mutant, the rows of the command line too', () => {
  const named = new Set(MUTANTS.map(({ breaks }) => breaks))
  expect(ALL_CLAUSES.filter((clause) => !named.has(clause))).toEqual([])
})

test('a mutant or a clause that is new, and a right variant that is rejected, are told', () => {
  const findings = readFindings()
  const [first, second] = MUTANTS.filter(({ asked }) => asked.includes('D5')).map(({ id }) => id) as [string, string]
  const { rejectedBy, keeps } = findings.get(second) ?? { rejectedBy: new Set(), keeps: new Set() }
  const without = (clauses: ReadonlySet<string>) => new Set([...clauses].filter((clause) => clause !== 'D5'))
  findings.set(first, { rejectedBy: new Set(['D3']), keeps: new Set() })
  findings.set(second, { rejectedBy: without(rejectedBy), keeps: without(keeps) })
  findings.set(CONTROL_MUTANT.id, { rejectedBy: new Set(['D5']), keeps: without(new Set(ALL_CLAUSES)) })
  const faults = faultsOf(findings)
  expect(faults).toContain(`D5 rejects control, which is right.`)
  expect(faults.find((fault) => fault.startsWith(`${first} has not been asked`))).toContain('D1, D2, D4')
  expect(faults).toContain(`${second} has not been asked D5.`)
})

test(
  'a mutant that ends its process, or keeps it silent, is rejected; what comes after is asked all the same',
  { timeout: SILENCE * 10 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'interleave-mutants-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const script = join(folder, 'script.mjs')
    await writeFile(
      script,
      `for (const clause of process.argv.slice(3)) {
      if (clause === 'dies') process.exit(1)
      if (clause === 'hangs') await new Promise((resolve) => setTimeout(resolve, 1e9))
      if (clause === 'unknown') process.exit(2)
      console.log(JSON.stringify({ clause, isRejected: clause === 'no' }))
    }`,
    )
    const askAll = async (...clauses: string[]) => {
      const answers: Answer[] = []
      for await (const answer of ask({ script, words: ['mutant'], clauses, silence: SILENCE })) answers.push(answer)
      return answers.map(({ clause, isRejected }) => `${clause} ${isRejected}`)
    }
    const answers = ['yes false', 'dies true', 'no true', 'hangs true', 'last false']
    expect(await askAll('yes', 'dies', 'no', 'hangs', 'last')).toEqual(answers)
    await expect(askAll('yes', 'unknown')).rejects.toThrow("can't ask mutant about unknown.")
  },
)

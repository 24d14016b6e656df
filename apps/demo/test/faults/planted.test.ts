import { describe, expect, test } from 'vitest'
import { PLANTED_PROGRAM, ROW_PLANTS } from '../planted/plants.ts'
import { ROW_CHECKS, ROWS } from './rows.ts'

/** What the row's check says of each mistake. */
const BECAUSE: Readonly<Record<string, RegExp>> = {
  'finds-out-late': /^the output with .+: expected 'LOCAL site/,
  'asks-for-permission': /^the output with .+: expected 'LOCAL site/,
  'goes-where-links-go': /^the exit code with .+link: expected \+0 to be 1/,
  'makes-no-folder': /^the exit code with a missing folder; it complained: interleave: There is no folder/,
  'complains-and-succeeds': /^the exit code with .+: expected \+0 to be 1/,
  'full-is-fine': /^the exit code with 60 of 60 ok: expected \+0 to be 1/,
  'renames-anyway': /^flags that are not whole: \w\w\.gif/,
  'part-left': /^files that are no flags: \.\w\w\.gif\.\d+/,
  'starves-in-silence': /^whether it says what to do about \d+ errors: expected false to be true/,
  'dies-of-it': /^the status; it complained: .+EMFILE.+: expected 'failed' to be 'done'/s,
  // On a busy machine all 80 may go without a descriptor: chai writes that 0 as "+0".
  'loses-the-starved': /^flags that were had or say why not: expected \+?\d+ to be 80/,
  'never-closes': /^flags that were had with two at once; it complained: .+EMFILE/,
  'own-connections': /^flags that were had with two at once; it complained: .+EMFILE/,
  'deaf-to-signals': /^the exit code, at .+: expected \+0 to be 130/,
  // Nobody waits for its lane, so that what that has under way may be found first.
  'ends-on-the-spot': /^flags in the report, .+: expected NaN to be 60|^files that are no flags: \.\w\w\.gif/s,
  'interrupted-is-well': /^the exit code, at .+: expected \+0 to be 130/,
  'dies-of-the-second': /^the exit code, at .+: expected null to be 130/,
  'names-of-its-own': /^files that are no flags: \w\w\.gif\.tmp/,
  'never-sweeps': /^files that are no flags: \.\w\w\.gif\.\d+/,
  'name-first': /^flags that are not whole: \w\w\.gif/,
  'no-ear-for-the-pipe': /^the exit code; it complained: .+EPIPE.+: expected 1 to be 141/s,
  'goes-on-unread': /^the exit code; it complained: : expected \+0 to be 141/,
  'leaves-before-it-is-read': /^The document is not whole: \d+ characters came/,
}

const possible = ROW_CHECKS.filter(({ isPossible = true }) => isPossible)
// A row that this system can't try at all, or only in part, can't find everything either.
const whole = ROWS.filter((row) => !ROW_CHECKS.some((check) => check.row === row && !possible.includes(check)))

describe('planted mistakes of the command line', () => {
  for (const { id, breaks, mistake } of ROW_PLANTS) {
    test.runIf(whole.includes(breaks))(`${breaks} rejects ${id}: ${mistake}`, async () => {
      await expect(tryRow(breaks, id)).rejects.toThrow(BECAUSE[id] ?? 'its reason')
    })
  }

  test('no row is without a mistake that it must find', () => {
    expect([...new Set(ROW_PLANTS.map(({ breaks }) => breaks))]).toEqual(ROWS)
  })
})

describe('the same program without a mistake', () => {
  // oxlint-disable-next-line vitest/expect-expect -- the check expects
  test.for(possible)('$row: $title', ({ check }) => check({ program: PLANTED_PROGRAM, id: 'control' }))

  // oxlint-disable-next-line vitest/expect-expect -- the checks expect
  test.for([
    ['F33', 'early-opener'],
    ['F33', 'never-settles'],
    ['F34', 'early-opener'],
  ] as const)('%s stands %s', ([row, id]) => tryRow(row, id))
})

/** All checks of a row, one after another, until one rejects. */
async function tryRow(row: string, id: string): Promise<void> {
  for (const { check } of possible.filter((one) => one.row === row)) await check({ program: PLANTED_PROGRAM, id })
}

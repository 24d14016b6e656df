import { fileURLToPath } from 'node:url'
import { test } from 'vitest'
import { IDS } from './images.ts'
import type { RowCheck } from './row-check.ts'

/** Registers each check as a test of the real program with every variant. */
export function tryWithEachVariant(checks: readonly RowCheck[]): void {
  for (const { row, title, isPossible = true, check } of checks) {
    // oxlint-disable-next-line vitest/expect-expect -- the check expects
    test.runIf(isPossible).each(IDS)(`${row} %s: ${title}`, (id) => check({ program: PROGRAM, id }))
  }
}

const PROGRAM = fileURLToPath(new URL('../../src/interleave.ts', import.meta.url))

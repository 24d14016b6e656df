import type { Variant } from '@interleave/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, openBench } from '../../src/index.ts'
import { ASKED, type Peer, PEERS } from './peers.ts'

/**
 * Registers every clause that a peer is asked as a test: it must be kept, or fail where `PEERS` says so. A file for each
 * peer, so that they are tried side by side: each stands still or sets the clock of its own process only.
 */
export function holdPeer(variant: Variant): void {
  const { fails, waitInVain = [] } = find(variant)
  let patient: Bench
  let hasty: Bench
  beforeAll(async () => {
    patient = await openBench()
    hasty = await openBench({ patience: 600 })
  })
  afterAll(async () => {
    await patient[Symbol.asyncDispose]()
    await hasty[Symbol.asyncDispose]()
  })

  // oxlint-disable-next-line vitest/valid-title -- it is a string
  describe(variant.title, () => {
    test.for(ASKED.map((clause) => [clause.id, fails[clause.id] ?? 'is kept', clause] as const))(
      '%s %s',
      { timeout: 60_000 },
      async ([id, , clause]) => {
        const isKept = fails[id] === undefined
        const { breach } = await (waitInVain.includes(id) ? hasty : patient).judge(clause, variant)
        if (isKept && breach) throw breach
        expect(breach !== undefined, `whether ${variant.title} fails at ${id}, as test/peers/peers.ts says`).toBe(
          !isKept,
        )
      },
    )
  })
}

function find(variant: Variant): Peer {
  const peer = PEERS.find((known) => known.variant === variant)
  if (peer === undefined) throw new Error(`${variant.id} must stand in test/peers/peers.ts.`)
  return peer
}

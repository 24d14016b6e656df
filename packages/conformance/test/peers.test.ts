import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ASKED, PEERS } from './peers/peers.ts'

test.for(PEERS)(
  '$variant.title fails only at clauses that it is asked, and has a test that holds it to that',
  (peer) => {
    const { fails, variant } = peer
    const ids = new Set(ASKED.map(({ id }) => id))
    expect(Object.keys(fails).filter((id) => !ids.has(id))).toEqual([])
    expect(existsSync(new URL(`./peers/${variant.id}.test.ts`, import.meta.url))).toBe(true)
  },
)

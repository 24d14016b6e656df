import type { Variant } from '@interleave/contract'
import { expect, test } from 'vitest'
import { houseBreaches } from './house-rules.ts'
import { IDIOMS } from './idioms.ts'
import { impurities } from './impurities.ts'
import { readSources } from './read-sources.ts'

/** Registers tests that read the variant's sources, where its idiom is known; a stranger's variant is free. */
export function readAloud(variant: Variant): void {
  const idiom = IDIOMS[variant.id]
  if (idiom === undefined) return
  const sources = readSources(variant.module)

  test('its idiom is kept pure', () => {
    expect(impurities(sources, idiom)).toEqual([])
  })

  test('it has the files and functions that all variants have, and a short README', () => {
    expect(houseBreaches(sources)).toEqual([])
  })
}

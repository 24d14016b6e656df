import type { Variant } from '@interleave/contract'
import type { Origin } from '@interleave/origin'
import { test } from 'vitest'
import { TOLERANCE } from '../tolerance.ts'
import { checkOptions } from './check-options.ts'
import { PROPERTIES } from './properties.ts'

/** Registers a test for each property that the variant isn't excused from. Each notes its seed. */
export function conformToProperties(variant: Variant, origin: () => Origin): void {
  const options = checkOptions()
  // A plan that fails is still made smaller after the last moment, and may wait in vain each time.
  const timeout = options.time + TOLERANCE.patience * 3
  for (const property of PROPERTIES) {
    if (property.needs !== undefined && property.needs in variant.traits.lacks) continue
    // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the property expects; it is a string
    test(property.title, { timeout }, async ({ annotate }) => {
      await annotate(`seed ${options.seed}`)
      await property.check(variant, origin(), options)
    })
  }
}

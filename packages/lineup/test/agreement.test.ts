import { checkAgreement, checkOptions } from '@interleave/conformance'
import { startOriginThread, type Origin } from '@interleave/origin'
import { afterAll, beforeAll, test } from 'vitest'
import { lineup } from '../src/index.ts'

const options = checkOptions()
let origin: Origin
beforeAll(async () => {
  origin = await startOriginThread()
})
afterAll(() => origin.close())

// oxlint-disable-next-line vitest/expect-expect -- checkAgreement rejects
test('all variants agree on what becomes of each code', { timeout: options.time + 120_000 }, async ({ annotate }) => {
  await annotate(`seed ${options.seed}`)
  const variants = await Promise.all(lineup.map(({ load }) => load()))
  await checkAgreement(variants, origin, { ...options, time: options.time * 4 })
})

// Started by try-certificates.ts in a process of its own: node try-certificates-child.ts MODULE DIRECTORY BASE...
import { writeSync } from 'node:fs'
import type { Variant } from '@interleave/contract'
import { ANSWER } from '../descriptors.ts'
import { startTrial } from '../trial.ts'
import { endOf } from './end-of.ts'

const [module = '', directory = '', ...bases] = process.argv.slice(2)
const { variant } = (await import(module)) as { variant: Variant }
const ends: string[] = []
for (const base of bases) {
  const trial = startTrial(
    variant.downloader,
    { codes: ['BR'], base, directory, concurrency: 1 },
    { directory, patience: 10_000, connections: 2 },
  )
  const { items } = await trial.value()
  ends.push(...items.map(endOf))
  await trial.dispose()
}
writeSync(ANSWER, JSON.stringify(ends))

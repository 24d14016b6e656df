import type { Item } from '@interleave/contract'
import { startOrigin } from '@interleave/origin'
import { expect, test } from 'vitest'
import { run } from './command.ts'
import { IDS } from './faults/images.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const LATER = { kind: 'status', status: 503, headers: { 'retry-after': '0' } } as const

test.each(IDS)('%s asks again after a Retry-After when --retries says so', async (id) => {
  await using origin = await startOrigin({ plan: { BR: [LATER, { kind: 'serve' }] } })
  const words = ['flags', 'BR', '--json', '--variant', id, '--base', origin.base, '-o', await temporaryDirectory()]
  const statuses: Item['status'][] = []
  for (const retries of ['0', '1']) {
    await origin.reset()
    const { out } = await run([...words, '--retries', retries])
    const { variants } = JSON.parse(out) as { variants: { items: Item[] }[] }
    statuses.push(...variants.flatMap(({ items }) => items.map(({ status }) => status)))
  }
  expect(statuses).toEqual(['error', 'ok'])
})

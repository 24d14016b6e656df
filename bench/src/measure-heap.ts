import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Contender } from './scenario.ts'
import type { Reading } from './sample.ts'

/** Enough to load and compile what the work needs, so that it isn't counted as held. */
const REHEARSAL = 100

/** The bytes of heap that one of `count` holds, after collection, while all of them are held. */
export async function measureHeap(contender: Contender, count: number): Promise<Reading> {
  const held: unknown[] = [await contender.run(REHEARSAL)]
  const before = await settledHeap()
  held.push(await contender.run(count))
  const after = await settledHeap()
  if (held.length !== 2) throw new Error('What is measured must be held until the end.')
  return { value: (after - before) / count, cpu: 0, runs: 1 }
}

async function settledHeap(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    await nextTurn()
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

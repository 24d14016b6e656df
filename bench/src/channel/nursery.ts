import { openMemoryChannel, openNursery, type ReceiveChannel, type SendChannel } from '@interleave/nursery'
import { CAPACITY, type Pass } from './passing.ts'

async function produce(channel: SendChannel<number>, count: number): Promise<void> {
  using sending = channel
  for (let item = 0; item < count; item += 1) await sending.send(item)
}

async function consume(channel: ReceiveChannel<number>): Promise<number> {
  using receiving = channel
  let sum = 0
  for await (const item of receiving) sum += item
  return sum
}

export const pass: Pass = (count) =>
  openNursery((nursery) => {
    const [sending, receiving] = openMemoryChannel<number>(CAPACITY)
    nursery.startSoon(produce, sending, count)
    return nursery.startSoon(consume, receiving).join()
  })

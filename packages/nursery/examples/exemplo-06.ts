import { openMemoryChannel, openNursery, run } from '@interleave/nursery'
import type { ReceiveChannel, SendChannel } from '@interleave/nursery'

/* A channel without a buffer: each message is handed over. The producer closes its end, which ends the consumer's loop. */

async function producer(channel: SendChannel<string>): Promise<void> {
  using sender = channel
  for (let n = 0; n < 10; n += 1) await sender.send(`message ${n}`)
}

async function consumer(channel: ReceiveChannel<string>): Promise<void> {
  using receiver = channel
  for await (const value of receiver) console.log(`got value ${value}`)
}

export async function main(): Promise<void> {
  await openNursery((nursery) => {
    const [sender, receiver] = openMemoryChannel<string>(0)
    nursery.startSoon(producer, sender)
    nursery.startSoon(consumer, receiver)
  })
}

if (import.meta.main) await run(main)

import { openMemoryChannel, openNursery, run, sleep } from '@interleave/nursery'
import type { ReceiveChannel, SendChannel } from '@interleave/nursery'

/* Two channels, each with a publisher that pauses at random and a subscriber: each channel keeps its own order. */

/** Sends `Mensage: n` for n from `first` to `last` - 1, with pauses of up to 2 s. */
async function publish(channel: SendChannel<string>, first: number, last: number): Promise<void> {
  using sender = channel
  for (let n = first; n < last; n += 1) {
    await sender.send(`Mensage: ${n}`)
    await sleep(Math.random() * 2000)
  }
}

async function subscribe(channel: ReceiveChannel<string>, name: string): Promise<void> {
  using receiver = channel
  for await (const message of receiver) console.log(`|${name}| Recebido: ${message}`)
}

export async function main(): Promise<void> {
  const [sendA, receiveA] = openMemoryChannel<string>(5)
  const [sendB, receiveB] = openMemoryChannel<string>(5)
  await openNursery((nursery) => {
    nursery.startSoon(publish, sendA, 5, 15)
    nursery.startSoon(publish, sendB, -10, 4)
    nursery.startSoon(subscribe, receiveA, 'A')
    nursery.startSoon(subscribe, receiveB, 'B')
  })
}

if (import.meta.main) await run(main)

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkpoint, isCancelled, moveOnAfter, openMemoryChannel, openNursery, run, sleep } from '../src/index.ts'
import { MockClock } from '../src/testing.ts'
import { settings } from './properties/settings.ts'

/** What one task does with the channel: how long it pauses before each operation, and when it gives up. */
const worker = fc.record({
  pauses: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 }),
  /** Each operation has at most so long, in ms; 0 means that it is cancelled before it begins. */
  patience: fc.oneof(fc.constant(Infinity), fc.nat({ max: 5 })),
  /** Cancelled from outside at this time. */
  cancelledAt: fc.oneof(fc.constant(Infinity), fc.nat({ max: 15 })),
  nowait: fc.boolean(),
})

const scenario = fc.record({
  capacity: fc.constantFrom(0, 1, 2, 5, Infinity),
  seed: fc.option(fc.integer(), { nil: undefined }),
  senders: fc.array(worker, { minLength: 1, maxLength: 4 }),
  receivers: fc.array(worker, { minLength: 1, maxLength: 4 }),
})

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never
type Worker = Scenario['senders'][number]

/** An item: which sender, and the how manieth of its own. */
interface Item {
  readonly sender: number
  readonly n: number
}

/** What came of a scenario. */
interface Record {
  readonly sent: Item[]
  readonly received: Item[]
  readonly left: Item[]
}

async function play({ capacity, seed, senders, receivers }: Scenario): Promise<Record> {
  const record: Record = { sent: [], received: [], left: [] }
  const [send, receive] = openMemoryChannel<Item>(capacity)
  const main = () =>
    openNursery((nursery) => {
      for (const [sender, plan] of senders.entries()) {
        work(plan, async (n) => {
          const item = { sender, n }
          if (plan.nowait && n % 2 === 0) send.sendNowait(item)
          else await send.send(item)
          record.sent.push(item)
        })
      }
      for (const plan of receivers) {
        work(plan, async (n) => {
          record.received.push(plan.nowait && n % 2 === 0 ? receive.receiveNowait() : await receive.receive())
        })
      }

      function work(plan: Worker, operate: (n: number) => Promise<void>): void {
        const task = nursery.startSoon(async () => {
          for (const [n, pause] of plan.pauses.entries()) {
            await sleep(pause)
            await moveOnAfter(plan.patience, () => operate(n).catch(unlessItWouldBlock))
          }
        })
        nursery.startSoon(async () => {
          if (plan.cancelledAt === Infinity) return
          await sleep(plan.cancelledAt)
          task.cancel()
        })
      }

      // Whoever still waits has nobody to wait for.
      nursery.startSoon(async () => {
        await sleep(200)
        nursery.cancelScope.cancel('over')
      })
    })
  await run(main, { clock: new MockClock({ autojumpThreshold: 0 }), ...(seed !== undefined && { seed }) })
  const { tasksWaitingSend, tasksWaitingReceive } = send.statistics()
  expect([tasksWaitingSend, tasksWaitingReceive]).toEqual([0, 0])
  while (receive.statistics().currentBufferUsed > 0) record.left.push(receive.receiveNowait())
  return record
}

function unlessItWouldBlock(error: unknown): void {
  if (isCancelled(error) || (error as Error).name !== 'WouldBlock') throw error
}

const text = ({ sender, n }: Item) => `${sender}.${n}`

test('L9, L10, L16: under cancels, time limits and seeds no item is lost, none comes twice, and each sender’s keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (plan) => {
      const { sent, received, left } = await play(plan)
      const arrived = [...received, ...left]
      expect(arrived.map(text).toSorted()).toEqual(sent.map(text).toSorted())
      // With one receiver what it gets, and what is left then, is in the order of sending.
      const inOrder = plan.receivers.length === 1 ? arrived : sent
      for (const sender of plan.senders.keys()) {
        const own = inOrder.filter((item) => item.sender === sender).map(text)
        expect(own).toEqual(own.toSorted())
      }
    }),
    settings(400),
  )
}, 120_000)

test('L16: without cancels one receiver gets everything in the order in which the sends began', async () => {
  const sends = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 1, 3, Infinity), sends, async (capacity, turns) => {
      const [send, receive] = openMemoryChannel<number>(capacity)
      const began: number[] = []
      const received: number[] = []
      await run(() =>
        openNursery((nursery) => {
          for (const [item, wait] of turns.entries()) {
            const own = send.clone()
            nursery.startSoon(async () => {
              using _ = own
              for (let turn = 0; turn < wait; turn++) await checkpoint()
              began.push(item)
              await own.send(item)
            })
          }
          nursery.startSoon(async () => {
            for await (const item of receive) received.push(item)
          })
          send.close()
        }),
      )
      expect(received).toEqual(began)
    }),
    settings(300),
  )
}, 60_000)

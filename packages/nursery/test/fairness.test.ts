import { afterEach, expect, test, vi } from 'vitest'
import {
  abandonable,
  abortable,
  all,
  AsyncEvent,
  CapacityLimiter,
  checkpoint,
  checkpointIfCancelled,
  Condition,
  Lock,
  moveOnAfter,
  openBroadcastChannel,
  openMemoryChannel,
  openNursery,
  run,
  Semaphore,
  sleep,
} from '../src/index.ts'
import {
  lockstepStreamOneWayPair,
  MemoryReceiveStream,
  MemorySendStream,
  StapledStream,
  waitAllTasksBlocked,
} from '../src/testing.ts'

let now = 1_000_000

/** How many checkpoints pass, at most `most`, before the loop of the host has its turn. */
async function checkpointsUntilTurn(most: number): Promise<number> {
  let turn = false
  setImmediate(() => {
    turn = true
  })
  for (let count = 1; count <= most; count++) {
    await checkpoint()
    if (turn) return count
  }
  return Infinity
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('a checkpoint gives the host its turn once the run has held it for 8 ms, and not before', () =>
  run(async () => {
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    now += 10
    await checkpoint()
    now += 7
    expect(await checkpointsUntilTurn(3)).toBe(Infinity)
    now += 1
    expect(await checkpointsUntilTurn(3)).toBe(1)
  }))

test('a hot loop reads the clock once in 32 checkpoints, and is back to each one after a slow step', () =>
  run(async () => {
    const reads = vi.spyOn(performance, 'now').mockImplementation(() => now)
    for (let count = 0; count < 1_000; count++) await checkpoint()
    reads.mockClear()
    for (let count = 0; count < 320; count++) await checkpoint()
    expect(reads).toHaveBeenCalledTimes(10)
    now += 10
    expect(await checkpointsUntilTurn(32)).toBeLessThanOrEqual(32)
    now += 10
    expect(await checkpointsUntilTurn(2)).toBe(1)
  }))

test('a loop of sends, or of sends and receives, starves nobody', () =>
  run(async () => {
    const [send, receive] = openMemoryChannel<number>(Infinity)
    const turns = { taken: 0 }
    const ask = () => setImmediate(() => turns.taken++)
    ask()
    while (turns.taken < 1) await send.send(0)
    ask()
    while (turns.taken < 2) await send.send(await receive.receive())
    expect(turns.taken).toBe(2)
  }))

/** Work that goes on and on without ever waiting for the host, until `isOver`. */
const LOOPS: Record<string, (isOver: () => boolean) => Promise<unknown>> = {
  async checkpoints(isOver) {
    while (!isOver()) await checkpoint()
  },
  async 'a lock that two hand each other'(isOver) {
    const lock = new Lock()
    const work = async () => {
      while (!isOver()) {
        using _ = await lock.acquire()
      }
    }
    await all([work, work])
  },
  async nurseries(isOver) {
    while (!isOver()) await openNursery((nursery) => void nursery.startSoon(async () => {}))
  },
  async joins(isOver) {
    await openNursery(async (nursery) => {
      while (!isOver()) await nursery.startSoon(async () => {}).join()
    })
  },
  async 'foreign promises that are there at once'(isOver) {
    while (!isOver()) {
      await abortable(async () => 1)
      await abandonable(Promise.resolve(1))
    }
  },
}
const lock = new Lock()
const [sender, receiver] = openMemoryChannel<number>(0)
const broadcast = openBroadcastChannel<number>(1)
const memorySender = new MemorySendStream()
const memoryReceiver = new MemoryReceiveStream()
const stapled = new StapledStream(memorySender, memoryReceiver)
const [lockstepSender, lockstepReceiver] = lockstepStreamOneWayPair()

/** Operations that a cancelled caller may come to again and again. */
const OPERATIONS: Record<string, () => Promise<unknown>> = {
  abandonable: () => abandonable(Promise.resolve()),
  abortable: () => abortable(async () => {}),
  checkpoint,
  checkpointIfCancelled,
  'broadcast.send': () => broadcast.send(1),
  'condition.wait': () => new Condition().wait(),
  'event.wait': () => new AsyncEvent().wait(),
  'limiter.acquire': () => new CapacityLimiter(1).acquire(),
  'lock.acquire': () => lock.acquire(),
  'semaphore.acquire': () => new Semaphore(1).acquire(),
  receive: () => receiver.receive(),
  send: () => sender.send(1),
  sleep: () => sleep(1),
  waitAllTasksBlocked: () => waitAllTasksBlocked(),
  'lockstep.sendAll': () => lockstepSender.sendAll('x'),
  'lockstep.receiveSome': () => lockstepReceiver.receiveSome(),
  'memory.sendAll': () => memorySender.sendAll('x'),
  'memory.receiveSome': () => memoryReceiver.receiveSome(),
  'memory.getData': () => memorySender.getData(),
  'stapled.sendEof': () => stapled.sendEof(),
  async 'for await'() {
    for await (const _ of receiver);
  },
}

// Who logs every error and carries on is told of the cancellation again and again: the others must not suffer for it.
for (const [name, operation] of Object.entries(OPERATIONS)) {
  LOOPS[`swallowers of ${name}`] = (isOver) =>
    moveOnAfter(0, async () => {
      while (!isOver()) await operation().catch(() => {})
    })
}

/** Far more than fit into 8 ms. */
const ENDLESS = 300_000

test.for(Object.keys(LOOPS).flatMap((name) => [{ name }, { name, seed: 1 }]))(
  '$name starve nobody (seed $seed)',
  (how) => {
    const { name, ...options } = how
    return run(async () => {
      let rounds = 0
      let hadTurn = false
      setImmediate(() => {
        hadTurn = true
      })
      await LOOPS[name]!(() => hadTurn || ++rounds > ENDLESS)
      expect(hadTurn).toBe(true)
    }, options)
  },
)

test('those who are woken while the host has its turn go on in the order in which they were woken', () =>
  run(async () => {
    const event = new AsyncEvent()
    const order: number[] = []
    await openNursery(async (nursery) => {
      for (let index = 0; index < 1_000; index++) {
        nursery.startSoon(async () => {
          await event.wait()
          order.push(index)
        })
      }
      while (event.statistics().tasksWaiting < 1_000) await checkpoint()
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.02))
      now += 10
      event.set()
    })
    expect(order).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
  }))

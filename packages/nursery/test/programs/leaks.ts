// Runs with --expose-gc as a process of its own: does each kind of work 100,000 times inside one long-lived nursery and prints,
// as JSON lines, what is left of it.
import { getEventListeners } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  abandonable,
  abortable,
  AsyncEvent,
  CancelScope,
  CapacityLimiter,
  checkpoint,
  moveOnAfter,
  type Nursery,
  openMemoryChannel,
  openNursery,
  race,
  run,
  sleepForever,
} from '@interleave/nursery'

/** What one kind of work left behind. */
export interface Leftovers {
  readonly kind: string
  readonly bytes: number
  /** Timers, ports, sockets: what `process.getActiveResourcesInfo` lists now and didn't before. */
  readonly resources: readonly string[]
  readonly listeners: number
}

const COUNT = 100_000
/** Enough to compile everything before the heap is measured. */
const REHEARSAL = 2_000

const controller = new AbortController()
const longLived = new Promise<never>(() => undefined)
const planted: unknown[] = []

type Kinds = Readonly<Record<string, (count: number) => Promise<unknown>>>

const inside = (longLivedNursery: Nursery): Kinds => ({
  tasks: (count) =>
    inBatches(count, (size) =>
      openNursery((nursery) => {
        for (let task = 0; task < size; task += 1) nursery.startSoon(checkpoint)
      }),
    ),
  // One task, whose result is as large as what others leave behind in so many.
  'last results': (count) =>
    openNursery((nursery) => void nursery.startSoon(() => Array.from({ length: count * 4 }, () => 0.5))),
  'cancelled sleepers': (count) =>
    inBatches(count, (size) =>
      openNursery(async (nursery) => {
        for (let task = 0; task < size; task += 1) nursery.startSoon(sleepForever)
        await checkpoint()
        nursery.cancelScope.cancel()
      }),
    ),
  'tasks joined and cancelled': (count) =>
    repeat(count, () =>
      openNursery(async (nursery) => {
        const task = nursery.startSoon(sleepForever)
        const other = nursery.startSoon(() => 1)
        await other.join()
        task.cancel()
      }),
    ),
  'tasks of one nursery, cancelled one by one': (count) =>
    repeat(count, async () => {
      const asleep = new AsyncEvent()
      const task = longLivedNursery.startSoon(() => {
        asleep.set()
        return sleepForever()
      })
      await asleep.wait()
      task.cancel()
      await task.join().catch(() => undefined)
    }),
  scopes: (count) => repeat(count, () => new CancelScope().run(() => checkpoint())),
  'cancelled scopes': (count) =>
    repeat(count, () =>
      new CancelScope().run((scope) => {
        scope.cancel()
        return checkpoint()
      }),
    ),
  'signals of scopes': (count) => repeat(count, () => new CancelScope().run((scope) => scope.signal.aborted)),
  races: (count) => repeat(count, () => race([() => Promise.resolve(1), () => sleepForever()])),
  'time limits': (count) => repeat(count, () => moveOnAfter(60_000, () => checkpoint())),
  'time limits that passed': (count) => repeat(count, () => moveOnAfter(0, () => sleepForever())),
  'items through a channel of 64': (count) =>
    openNursery(async (nursery) => {
      const [sending, receiving] = openMemoryChannel<number>(64)
      nursery.startSoon(async () => {
        for (let item = 0; item < count; item += 1) await sending.send(item)
        sending.close()
      })
      for await (const item of receiving) if (item < 0) throw new Error('There is no such item.')
    }),
  'receives that were cancelled': async (count) => {
    const [, receiving] = openMemoryChannel<number>(0)
    await repeat(count, () => moveOnAfter(0, () => receiving.receive()))
  },
  'clones of a channel’s end': async (count) => {
    const [sending] = openMemoryChannel<number>(0)
    await repeat(count, () => Promise.resolve(sending.clone().close()))
  },
  'waits for an event that were cancelled': async (count) => {
    const event = new AsyncEvent()
    await repeat(count, () => moveOnAfter(0, () => event.wait()))
  },
  'tokens of a limiter': async (count) => {
    const limiter = new CapacityLimiter(1)
    await repeat(count, async () => {
      await limiter.acquire()
      limiter.release()
    })
  },
  'waits on one promise that were given up': (count) =>
    repeat(count, () =>
      new CancelScope().run((scope) => {
        const waiting = abandonable(longLived)
        scope.cancel()
        return waiting
      }),
    ),
  'abortable calls': (count) => repeat(count, () => abortable((signal) => Promise.resolve(signal.aborted))),
})

/** What can't be done inside a nursery, and what is planted to see that it is found. */
const outside: Kinds = {
  'runs with one signal': (count) => repeat(count, () => run(() => 1, { signal: controller.signal })),
  'planted: objects kept': (count) => repeat(count, () => Promise.resolve(planted.push({ kept: true }))),
  'planted: a timer': () => Promise.resolve(planted.push(setTimeout(() => undefined, 60_000))),
  'planted: a listener': () => Promise.resolve(controller.signal.addEventListener('abort', () => undefined)),
}

await openNursery((nursery) => weigh(inside(nursery)))
await weigh(outside)
process.exit(0)

async function weigh(kinds: Kinds): Promise<void> {
  for (const [kind, work] of Object.entries(kinds)) {
    if (!kind.startsWith('planted')) await work(REHEARSAL)
    const [bytes, resources, listeners] = await measure()
    await work(COUNT)
    const after = await measure()
    const leftovers: Leftovers = {
      kind,
      bytes: after[0] - bytes,
      resources: surplus(after[1], resources),
      listeners: after[2] - listeners,
    }
    console.log(JSON.stringify(leftovers))
  }
}

async function repeat(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await work()
}

async function inBatches(count: number, work: (size: number) => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1_000) await work(1_000)
}

async function measure(): Promise<[bytes: number, resources: string[], listeners: number]> {
  for (let turn = 0; turn < 4; turn += 1) {
    await nextTurn()
    globalThis.gc?.()
  }
  const listeners = getEventListeners(controller.signal, 'abort').length + process.listenerCount('beforeExit')
  return [process.memoryUsage().heapUsed, process.getActiveResourcesInfo(), listeners]
}

/** What `after` has beyond `before`, counted. */
function surplus(after: readonly string[], before: readonly string[]): string[] {
  const known = [...before]
  return after.filter((resource) => {
    const index = known.indexOf(resource)
    if (index >= 0) known.splice(index, 1)
    return index < 0
  })
}

import PQueue from 'p-queue'
import { LONG, type StartAndCancel, type Tally } from './cancelling.ts'
import { sleepUnless } from './promise-sleep.ts'

async function sleeper(signal: AbortSignal, tally: Tally): Promise<void> {
  try {
    tally.began += 1
    await sleepUnless(signal, LONG)
  } finally {
    tally.cleaned += 1
  }
}

/** Each sleeper has its own controller: with one shared signal the queue is quadratic. */
export const startAndCancel: StartAndCancel = async (count, tally, allAsleep) => {
  const queue = new PQueue()
  const controllers = Array.from({ length: count }, () => new AbortController())
  const all = Promise.allSettled(controllers.map((controller) => queue.add(() => sleeper(controller.signal, tally))))
  await allAsleep()
  for (const controller of controllers) controller.abort()
  await all
}

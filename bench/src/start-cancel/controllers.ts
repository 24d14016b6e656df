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

/** `Promise.allSettled` with a controller of its own for each task. */
export const ownControllers: StartAndCancel = async (count, tally, allAsleep) => {
  const controllers = Array.from({ length: count }, () => new AbortController())
  const all = Promise.allSettled(controllers.map((controller) => sleeper(controller.signal, tally)))
  await allAsleep()
  for (const controller of controllers) controller.abort()
  await all
}

/** The same, but one error is made for all instead of one for each. */
export const ownControllersOneReason: StartAndCancel = async (count, tally, allAsleep) => {
  const controllers = Array.from({ length: count }, () => new AbortController())
  const all = Promise.allSettled(controllers.map((controller) => sleeper(controller.signal, tally)))
  await allAsleep()
  const reason = new Error('cancelled')
  for (const controller of controllers) controller.abort(reason)
  await all
}

/** One signal for all: what most code does. Its listeners are a list that is searched at each addition. */
export const sharedController: StartAndCancel = async (count, tally, allAsleep) => {
  const controller = new AbortController()
  const all = Promise.allSettled(Array.from({ length: count }, () => sleeper(controller.signal, tally)))
  await allAsleep()
  controller.abort()
  await all
}

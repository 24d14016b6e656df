import pMap from 'p-map'
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

/** p-map doesn't wait for the others after a failure, so every sleeper answers for itself; each has its own controller. */
export const startAndCancel: StartAndCancel = async (count, tally, allAsleep) => {
  const controllers = Array.from({ length: count }, () => new AbortController())
  const all = pMap(controllers, (controller) => sleeper(controller.signal, tally).catch(() => undefined))
  await allAsleep()
  for (const controller of controllers) controller.abort()
  await all
}

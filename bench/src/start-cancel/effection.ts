import { type Operation, run, sleep, spawn, until } from 'effection'
import { LONG, type StartAndCancel, type Tally } from './cancelling.ts'

function* sleeper(tally: Tally): Operation<void> {
  try {
    tally.began += 1
    yield* sleep(LONG)
  } finally {
    tally.cleaned += 1
  }
}

export const startAndCancel: StartAndCancel = (count, tally, allAsleep) =>
  run(function* () {
    for (let index = 0; index < count; index += 1) void (yield* spawn(() => sleeper(tally)))
    yield* until(allAsleep())
    // Leaving the block halts what it spawned.
  })

import {
  abandonable,
  abortable,
  all,
  any,
  CancelScope,
  Cancelled,
  checkpoint,
  currentTime,
  failAfter,
  map,
  moveOnAfter,
  NurseryError,
  openMemoryChannel,
  openNursery,
  race,
  run,
  sleep,
  sleepForever,
  type TaskStatus,
  TooSlowError,
  toReadableStream,
  toWritableStream,
} from '@interleave/nursery'
import { equal, failure, hasAmbientScope } from './check.ts'
import { ManualClock } from './manual-clock.ts'

/**
 * What the core promises where no scope is found by itself after an `await`: every operation is called from the
 * synchronous start of its block, or through `scope.call`. Runs unchanged in Node and in a browser's page; real clock, so
 * times are short, and no verdict depends on how short.
 */
export const coreTests: Readonly<Record<string, () => Promise<void>>> = {
  async 'a nursery ends after its tasks, with the value of its body'() {
    const log: string[] = []
    const value = await openNursery((nursery) => {
      nursery.startSoon(async () => {
        await sleep(2)
        log.push('task')
      })
      log.push('body')
      return 42
    })
    equal([value, log], [42, ['body', 'task']])
  },

  async 'web streams of a channel belong to the scope in which they are made'() {
    await openNursery(async (nursery) => {
      const [send, receive] = openMemoryChannel<number>(0)
      const readable = toReadableStream(receive)
      const writer = toWritableStream(send).getWriter()
      const reader = readable.getReader()
      const written = writer.write(1)
      equal((await reader.read()).value, 1)
      await written
      const pending = reader.read()
      nursery.cancelScope.cancel()
      await failure(() => pending, Cancelled)
      await failure(() => writer.write(2), Cancelled)
    })
  },

  async 'startSoon never calls the function itself'() {
    let called = false
    await openNursery((nursery) => {
      nursery.startSoon(() => {
        called = true
      })
      equal(called, false)
    })
    equal(called, true)
  },

  async 'the first failure cancels the others, whose cleanup is awaited'() {
    const log: string[] = []
    const error = await failure(
      () =>
        openNursery((nursery) => {
          nursery.startSoon(async () => {
            try {
              await sleepForever()
            } finally {
              await new Promise((resolve) => setTimeout(resolve, 2))
              log.push('cleaned up')
            }
          })
          nursery.startSoon(() => {
            throw new RangeError('broken')
          })
        }),
      NurseryError,
    )
    equal([error.errors.map(String), log], [['RangeError: broken'], ['cleaned up']])
  },

  async 'every error is kept, the body’s too, in order of arrival'() {
    const error = await failure(
      () =>
        openNursery(async (nursery) => {
          nursery.startSoon(async () => {
            try {
              await sleepForever()
            } finally {
              // oxlint-disable-next-line no-unsafe-finally -- a cleanup that fails is what is tested
              throw new Error('cleanup')
            }
          })
          await sleep(0)
          throw new Error('body')
        }),
      NurseryError,
    )
    equal(error.errors.map(String), ['Error: body', 'Error: cleanup'])
  },

  async 'a task that was started by a task belongs to the nursery, not to its starter'() {
    const log: string[] = []
    await openNursery((nursery) => {
      nursery.startSoon(() => {
        nursery.startSoon(async () => {
          await sleep(1)
          log.push('grandchild')
        })
        log.push('child')
      })
    })
    equal(log, ['child', 'grandchild'])
  },

  async 'a cancelled scope cuts its body short and says so'() {
    const scope = new CancelScope()
    const outcome = await scope.run(async () => {
      setTimeout(() => scope.cancel('enough'), 1)
      await sleepForever()
    })
    equal([outcome.cancelled, scope.cancelCalled, scope.cancelledCaught], [true, true, true])
  },

  async 'a scope takes only its own cancellation'() {
    const log: boolean[] = []
    const outer = new CancelScope()
    const inner = new CancelScope()
    const outcome = await outer.run(async () => {
      outer.cancel()
      try {
        await inner.run(() => sleepForever())
      } finally {
        log.push(inner.cancelledCaught)
      }
    })
    equal([outcome.cancelled, log], [true, [false]])
  },

  async 'cancellation is a state: each checkpoint throws again'() {
    let thrown = 0
    const scope = new CancelScope()
    await scope.run(async () => {
      scope.cancel()
      for (let turn = 0; turn < 3; turn += 1) {
        await failure(() => scope.call(() => checkpoint()), Cancelled)
        thrown += 1
      }
    })
    equal(thrown, 3)
  },

  async 'a shield keeps cancellation out'() {
    const log: string[] = []
    const outer = new CancelScope()
    const outcome = await outer.run(async () => {
      outer.cancel()
      await new CancelScope({ shield: true }).run(async () => {
        await sleep(1)
        log.push('shielded')
      })
      await outer.call(() => checkpoint())
      log.push('never')
    })
    equal([outcome.cancelled, log], [true, ['shielded']])
  },

  async 'moveOnAfter moves on, and gives the value of what was in time'() {
    const late = await moveOnAfter(1, () => sleepForever())
    const inTime = await moveOnAfter(60_000, () => 'soon')
    equal([late.cancelled, inTime], [true, { cancelled: false, value: 'soon' }])
  },

  async 'failAfter fails with what was being waited for'() {
    const clock = new ManualClock()
    const error = await run(
      () => {
        const failing = failure(() => failAfter(1_000, () => sleepForever()), TooSlowError)
        clock.advance(999)
        clock.advance(1)
        return failing
      },
      { clock },
    )
    equal([error.timeout, error.waitingFor], [1_000, 'sleepForever'])
  },

  async 'sleepers wake in the order of their times'() {
    const clock = new ManualClock()
    const log: number[] = []
    const sleeper = async (ms: number): Promise<void> => {
      await sleep(ms)
      log.push(ms)
    }
    await run(
      () =>
        openNursery(async (nursery) => {
          for (const ms of [30, 10, 20]) nursery.startSoon(sleeper, ms)
          await nursery.cancelScope.call(() => checkpoint())
          await new Promise((resolve) => setTimeout(resolve, 0))
          clock.advance(30)
        }),
      { clock },
    )
    equal(log, [10, 20, 30])
  },

  async 'a deadline can be moved'() {
    const scope = new CancelScope({ timeout: 60_000 })
    const outcome = await scope.run(async () => {
      scope.deadline = currentTime() + 1
      await scope.call(() => sleepForever())
    })
    equal([outcome.cancelled, scope.cancelledCaught], [true, true])
  },

  async 'the signal of a scope aborts with its Cancelled'() {
    const scope = new CancelScope()
    let reason: unknown
    await scope.run(async () => {
      const { signal } = scope
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve())
      })
      scope.cancel('no more')
      await aborted
      reason = signal.reason
    })
    equal([reason instanceof Cancelled, (reason as Cancelled).reason], [true, 'no more'])
  },

  async 'abortable work is told to stop, and waited for'() {
    const log: string[] = []
    const scope = new CancelScope()
    const outcome = await scope.run(() =>
      abortable((signal) => {
        setTimeout(() => scope.cancel(), 0)
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            setTimeout(() => {
              log.push('stopped')
              reject(signal.reason as Error)
            }, 1)
          })
        })
      }),
    )
    equal([outcome.cancelled, log], [true, ['stopped']])
  },

  async 'abandonable work is not waited for any more'() {
    const outcome = await moveOnAfter(1, () => abandonable(new Promise(() => undefined)))
    equal(outcome.cancelled, true)
  },

  async 'a task can be joined and cancelled'() {
    const states: string[] = []
    await openNursery(async (nursery) => {
      const one = nursery.startSoon((value: number) => Promise.resolve(value), 7)
      const two = nursery.startSoon(() => sleepForever())
      states.push(one.status)
      equal(await one.join(), 7)
      two.cancel()
      await failure(() => nursery.cancelScope.call(() => two.join()), Cancelled)
      states.push(one.status, two.status)
    })
    equal(states, ['pending', 'done', 'cancelled'])
  },

  async 'start gives what the task is ready with, and the task goes on'() {
    const log: string[] = []
    const request = Promise.withResolvers<void>()
    await openNursery(async (nursery) => {
      const port = await nursery.start(async (status: TaskStatus<number>) => {
        status.started(8080)
        await request.promise
        log.push('served')
      })
      log.push(`ready on ${port}`)
      request.resolve()
    })
    equal(log, ['ready on 8080', 'served'])
  },

  async 'cancelling the nursery cancels a start that is pending'() {
    const log: string[] = []
    await openNursery(async (target) => {
      setTimeout(() => target.cancelScope.cancel(), 1)
      try {
        await target.start(async () => {
          await sleepForever()
        })
      } catch (error) {
        log.push(error instanceof Cancelled ? 'cancelled' : String(error))
        throw error
      }
    })
    equal(log, ['cancelled'])
  },

  async 'a service ends by itself, after all others'() {
    const log: string[] = []
    await openNursery((nursery) => {
      nursery.startService(async () => {
        try {
          await sleepForever()
        } finally {
          log.push('service')
        }
      })
      nursery.startSoon(async () => {
        await sleep(1)
        log.push('task')
      })
    })
    equal(log, ['task', 'service'])
  },

  async 'a bounded nursery runs so many at once'() {
    let running = 0
    let most = 0
    await openNursery(
      (nursery) => {
        for (let task = 0; task < 7; task += 1) {
          nursery.startSoon(async () => {
            running += 1
            most = Math.max(most, running)
            await sleep(1)
            running -= 1
          })
        }
      },
      { limit: 2 },
    )
    equal([most, running], [2, 0])
  },

  async 'all, any, race and map'() {
    const lost: string[] = []
    const loser = async (): Promise<string> => {
      try {
        return await sleepForever()
      } finally {
        lost.push('cancelled')
      }
    }
    equal(await all([() => Promise.resolve(1), () => Promise.resolve(2)]), [1, 2])
    equal(await race([loser, () => Promise.resolve('won')]), 'won')
    equal(await any([loser, () => Promise.reject(new Error('no')), () => Promise.resolve('won')]), 'won')
    equal(await map([1, 2, 3], (item) => Promise.resolve(item * 2), { limit: 2 }), [2, 4, 6])
    equal(lost, ['cancelled', 'cancelled'])
  },

  async 'a run gives the value of its main function'() {
    equal(await run(async () => (await sleep(1), 'done')), 'done')
  },

  async 'a run is cancelled by its signal'() {
    const controller = new AbortController()
    const running = run(() => sleepForever(), { signal: controller.signal })
    controller.abort(new Error('closed'))
    await failure(() => running, Cancelled)
  },

  async 'an operation after an await needs scope.call, unless the scope is found by itself'() {
    const scope = new CancelScope()
    await scope.run(async () => {
      await Promise.resolve()
      if (hasAmbientScope()) return sleep(0)
      const error = await failure(() => sleep(0), Error)
      equal(error.message.includes('scope.call'), true)
      return undefined
    })
  },

  async 'after an inner block has begun, the code beside it belongs to the outer one again'() {
    const outer = new CancelScope()
    await outer.run(async () => {
      outer.cancel()
      const inner = new CancelScope({ shield: true }).run(() => 'inner')
      await failure(() => sleepForever(), Cancelled)
      equal(await inner, { cancelled: false, value: 'inner' })
    })
  },

  async 'what scope.call calls is cancelled with the scope'() {
    const scope = new CancelScope()
    const outcome = await scope.run(async () => {
      await Promise.resolve()
      setTimeout(() => scope.cancel(), 1)
      await scope.call(() => sleepForever())
    })
    equal(outcome.cancelled, true)
  },

  async 'a loop of checkpoints lets timers in'() {
    const seen = { ticks: 0 }
    const timer = setInterval(() => {
      seen.ticks += 1
    }, 1)
    // A bound against hanging: a busy machine may take long over a turn.
    const scope = new CancelScope({ timeout: 20_000 })
    const outcome = await scope.run(async () => {
      while (seen.ticks < 3) await scope.call(() => checkpoint())
    })
    clearInterval(timer)
    equal(outcome.cancelled, false)
  },

  async 'a loop of checkpoints times out'() {
    const scope = new CancelScope({ timeout: 5 })
    const outcome = await scope.run(async () => {
      for (;;) await scope.call(() => checkpoint())
    })
    equal(outcome.cancelled, true)
  },

  async 'ten thousand tasks end, and as many sleepers are cancelled'() {
    let ended = 0
    await openNursery((nursery) => {
      for (let task = 0; task < 10_000; task += 1) {
        nursery.startSoon(async () => {
          try {
            await (task % 2 === 0 ? sleep(0) : sleepForever())
          } finally {
            ended += 1
          }
        })
      }
      setTimeout(() => nursery.cancelScope.cancel(), 5)
    })
    equal(ended, 10_000)
  },
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import {
  Cancelled,
  CancelScope,
  checkpoint,
  checkpointIfCancelled,
  currentTime,
  failAfter,
  isCancelled,
  moveOnAfter,
  type Nursery,
  NurseryError,
  openMemoryChannel,
  openNursery,
  sleep,
  sleepForever,
  type TaskStatus,
  TooSlowError,
} from '../src/index.ts'
import { CapacityLimiter } from '../src/capacity-limiter.ts'
import { rejection, virtual } from './support/virtual.ts'

describe('L1 tree', () => {
  test('L1 a nursery ends only after its last task, though the body is long done', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          await sleep(100)
          log.push('child')
          nursery.startSoon(async () => {
            await sleep(100)
            log.push('grandchild')
          })
        })
        log.push('body')
      })
      log.push(`after ${currentTime()}`)
      expect(log).toEqual(['body', 'child', 'grandchild', 'after 200'])
    }))

  test('L1 a pending start holds the nursery open', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (outer) => {
        await openNursery((inner) => {
          outer.startSoon(async () => {
            const value = await inner.start(async (status: { started(value: string): void }) => {
              await sleep(10)
              status.started('ready')
              await sleep(10)
              log.push('task')
            })
            log.push(value)
          })
          inner.startSoon(() => sleep(1))
        })
        log.push(`inner ended ${currentTime()}`)
      })
      expect(log).toEqual(['ready', 'task', 'inner ended 20'])
    }))
})

test('L1 a pending start holds a nursery open that has nothing else', () =>
  virtual(async () => {
    const log: string[] = []
    await openNursery(async (outer) => {
      const opened = Promise.withResolvers<Nursery>()
      outer.startSoon(async () => {
        await (
          await opened.promise
        ).start(async (status: TaskStatus) => {
          await sleep(10)
          status.started()
          log.push('ready')
        })
      })
      await openNursery(async (inner) => {
        opened.resolve(inner)
        await sleep(5)
      })
      log.push('inner ended')
    })
    expect(log).toEqual(['ready', 'inner ended'])
  }))

describe('L2 body = child', () => {
  test('L2 an error of the body cancels the tasks and is recorded like theirs', () =>
    virtual(async () => {
      const boom = new Error('body')
      let ended = false
      const error = await rejection(
        openNursery(async (nursery) => {
          nursery.startSoon(async () => {
            try {
              await sleepForever()
            } finally {
              ended = true
            }
          })
          await sleep(1)
          throw boom
        }),
      )
      expect(error).toBeInstanceOf(NurseryError)
      expect((error as NurseryError).errors).toEqual([boom])
      expect(ended).toBe(true)
    }))

  test('L2 returning from the body waits and cancels nothing', () =>
    virtual(async () => {
      const value = await openNursery((nursery) => {
        const task = nursery.startSoon(() => sleep(50))
        expect(nursery.childTasks.has(task)).toBe(true)
        return 'value'
      })
      expect(value).toBe('value')
      expect(currentTime()).toBe(50)
    }))
})

describe('L3 first failure cancels', () => {
  test('L3 siblings are cancelled with source nursery, and the errors that follow are collected in order', () =>
    virtual(async () => {
      let source: unknown
      const error = await rejection(
        openNursery((nursery) => {
          nursery.startSoon(async function slow() {
            try {
              await sleepForever()
            } catch (cancelled) {
              source = cancelled
              throw new Error('second', { cause: cancelled })
            }
          })
          nursery.startSoon(async function first() {
            await sleep(5)
            throw new Error('first')
          })
        }),
      )
      expect((error as NurseryError).errors.map((each: Error) => each.message)).toEqual(['first', 'second'])
      expect(source).toMatchObject({ source: 'nursery', taskName: 'first', reason: new Error('first') })
    }))

  test('L3 failures in one turn are all reported', () =>
    virtual(async () => {
      const error = await rejection(
        openNursery((nursery) => {
          for (const name of ['a', 'b', 'c']) {
            nursery.startSoon(() => {
              throw new Error(name)
            })
          }
        }),
      )
      expect((error as NurseryError).errors).toHaveLength(3)
    }))
})

describe('L4 always a group', () => {
  test('L4 one error is a group of one, and nested nurseries nest groups one level each', () =>
    virtual(async () => {
      const boom = new TypeError('x')
      const error = (await rejection(
        openNursery((outer) => {
          outer.startSoon(() =>
            openNursery((inner) => {
              inner.startSoon(() => {
                throw boom
              })
            }),
          )
        }),
      )) as NurseryError
      expect(error.errors).toHaveLength(1)
      expect(error.errors[0]).toBeInstanceOf(NurseryError)
      expect((error.errors[0] as NurseryError).errors).toEqual([boom])
      expect(error.leaves()).toEqual([boom])
    }))

  test('L4 run adds no group around the error of main', async () => {
    const boom = new Error('main')
    await expect(virtual(() => Promise.reject(boom))).rejects.toBe(boom)
  })

  test('L4 only cancellations: they pass ungrouped, and nobody counts them as errors', () =>
    virtual(async () => {
      let passed: unknown
      const outcome = await moveOnAfter(10, async () => {
        try {
          await openNursery((nursery) => {
            nursery.startSoon(sleepForever)
            nursery.startSoon(sleepForever)
          })
        } catch (error) {
          passed = error
          throw error
        }
      })
      expect(outcome.cancelled).toBe(true)
      expect(passed).toBeInstanceOf(Cancelled)
    }))
})

describe('L5 level-triggered', () => {
  test('L5 each checkpoint in a cancelled scope throws again', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      const operations: (() => Promise<unknown>)[] = [
        checkpoint,
        checkpointIfCancelled,
        () => sleep(1),
        () => sleep(0),
        sleepForever,
        () => limiter.acquire(),
      ]
      let thrown = 0
      await new CancelScope().run(async (scope) => {
        scope.cancel()
        for (const operation of operations) {
          try {
            await operation()
          } catch (error) {
            if (isCancelled(error)) thrown++
          }
        }
      })
      expect(thrown).toBe(operations.length)
    }))

  test('L5 a swallowed cancellation does not clear the state', () =>
    virtual(async () => {
      const outcome = await moveOnAfter(5, async () => {
        await sleepForever().catch(() => {})
        await sleep(1)
        return 'never'
      })
      expect(outcome).toEqual({ cancelled: true })
    }))
})

describe('L6 state formula', () => {
  test('L6 effectively cancelled = cancelled, or not shielded and the parent is', () =>
    virtual(async () => {
      const seen: boolean[] = []
      const look = async () =>
        seen.push(
          await checkpointIfCancelled().then(
            () => false,
            () => true,
          ),
        )
      await new CancelScope().run(async (outer) => {
        await new CancelScope().run(async (inner) => {
          await look()
          outer.cancel()
          await look()
          inner.shield = true
          await look()
          inner.shield = false
          await look()
          inner.shield = true
          inner.cancel()
          await look()
        })
      })
      expect(seen).toEqual([false, true, false, true, true])
    }))

  test('L6 holds through a tree too deep for recursion', () =>
    virtual(async () => {
      const depth = 20_000
      const dive = async (level: number): Promise<void> => {
        if (level === 0) return sleepForever()
        await Promise.resolve() // the stack is for the callers, the depth for the scopes
        await new CancelScope().run(() => dive(level - 1))
      }
      const outcome = await moveOnAfter(5, () => dive(depth))
      expect(outcome.cancelled).toBe(true)
    }))
})

describe('L7 who absorbs', () => {
  test('L7 the outermost cancelled scope absorbs', () =>
    virtual(async () => {
      const inner = new CancelScope()
      const outer = new CancelScope()
      const outcome = await outer.run(async () => {
        await inner.run(async () => {
          inner.cancel()
          outer.cancel()
          await checkpoint()
        })
        throw new Error('not reached')
      })
      expect(outcome).toEqual({ cancelled: true })
      expect([inner.cancelledCaught, outer.cancelledCaught]).toEqual([false, true])
    }))

  test('L7 a shield separates: the inner scope absorbs its own', () =>
    virtual(async () => {
      const log: string[] = []
      await new CancelScope().run(async (outer) => {
        outer.cancel()
        const outcome = await new CancelScope({ shield: true, timeout: 5 }).run(sleepForever)
        log.push(String(outcome.cancelled))
        await checkpoint()
        log.push('never')
      })
      expect(log).toEqual(['true'])
    }))

  test('L7 all Cancelled leaves leave a group, the rest goes on, and cancelledCaught is true all the same', () =>
    virtual(async () => {
      const scope = new CancelScope()
      const error = (await rejection(
        scope.run(() =>
          openNursery((nursery) => {
            nursery.startSoon(sleepForever)
            nursery.startSoon(async () => {
              try {
                await sleepForever()
              } finally {
                // oxlint-disable-next-line no-unsafe-finally -- a failing clean-up is the case
                throw new Error('clean-up')
              }
            })
            scope.cancel()
          }),
        ),
      )) as NurseryError
      expect(error.leaves()).toEqual([new Error('clean-up')])
      expect(scope.cancelledCaught).toBe(true)
    }))

  test('L7 shield flipped while the cancellation passes does not steal it (Trio #1175)', () =>
    virtual(async () => {
      const inner = new CancelScope()
      const outer = new CancelScope()
      await outer.run(() =>
        inner.run(async () => {
          outer.cancel()
          try {
            await checkpoint()
          } finally {
            inner.shield = true
          }
        }),
      )
      expect([inner.cancelledCaught, outer.cancelledCaught]).toEqual([false, true])
    }))
})

describe('L8 no identity', () => {
  test('L8 clean-up that replaces the cancellation leaves nothing to absorb', () =>
    virtual(async () => {
      const scope = new CancelScope()
      const error = await rejection(
        scope.run(async () => {
          scope.cancel()
          await checkpoint().catch(() => {
            throw new Error('instead')
          })
        }),
      )
      expect(error).toEqual(new Error('instead'))
      expect(scope.cancelledCaught).toBe(false)
    }))
})

describe('L9 delivery', () => {
  test('L9 cancel is synchronous, idempotent, and the first reason stays', () =>
    virtual(async () => {
      const scope = new CancelScope()
      let seen: unknown
      await scope.run(async () => {
        expect(scope.cancel('first')).toBeUndefined()
        scope.cancel('second')
        await checkpoint().catch((error: unknown) => {
          seen = error
          throw error
        })
      })
      expect(seen).toMatchObject({ source: 'explicit', reason: 'first' })
    }))

  test('L9 who was woken with a value keeps it, and is cancelled at the next checkpoint', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      const log: string[] = []
      await openNursery(async (nursery) => {
        const held = limiter.acquireOnBehalfOfNowait('body')
        nursery.startSoon(async () => {
          await limiter.acquireOnBehalfOf('task')
          log.push('acquired')
          await checkpoint()
          log.push('never')
        })
        await sleep(1)
        held[Symbol.dispose]()
        nursery.cancelScope.cancel()
      })
      expect(log).toEqual(['acquired'])
      expect(limiter.statistics().borrowers).toEqual(['task'])
    }))

  test('L9 cancelled first: the value goes to the next in line', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      const got: string[] = []
      await openNursery(async (nursery) => {
        const held = limiter.acquireOnBehalfOfNowait('body')
        const first = nursery.startSoon(async () => {
          using _ = await limiter.acquire()
          got.push('first')
        })
        nursery.startSoon(async () => {
          using _ = await limiter.acquire()
          got.push('second')
        })
        await sleep(1)
        first.cancel()
        held[Symbol.dispose]()
      })
      expect(got).toEqual(['second'])
      expect(limiter.statistics().borrowedTokens).toBe(0)
    }))
})

describe('L11 checkpoints', () => {
  test('L11 opening a nursery is no checkpoint, ending one is never a cancel point', () =>
    virtual(async () => {
      const log: string[] = []
      await new CancelScope().run(async (scope) => {
        scope.cancel()
        await openNursery(() => void log.push('opened'))
        log.push('ended')
        await checkpoint()
        log.push('never')
      })
      expect(log).toEqual(['opened', 'ended'])
    }))

  test('L11 ending a nursery is a schedule point even when it is empty', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        nursery.startSoon(() => void log.push('other'))
        await openNursery(() => {})
        log.push('body')
      })
      expect(log).toEqual(['other', 'body'])
    }))

  test('L11 a cancelled call fails with Cancelled before anything else is looked at', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      const outcome = await new CancelScope().run(async (scope) => {
        await limiter.acquire()
        scope.cancel()
        await limiter.acquire() // a second token would be an error
      })
      expect(outcome.cancelled).toBe(true)
    }))
})

describe('L12 tasks always start', () => {
  test('L12 a task of a cancelled nursery runs to its first checkpoint', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.cancelScope.cancel()
        nursery.startSoon(async () => {
          log.push('started')
          await checkpoint()
          log.push('never')
        })
      })
      expect(log).toEqual(['started'])
    }))

  test('L12 so does a task that was cancelled before it started', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        const task = nursery.startSoon(async () => {
          log.push('started')
          await checkpoint()
          log.push('never')
        })
        task.cancel('too early')
        expect(task.status).toBe('pending')
        await expect(task.join()).rejects.toMatchObject({ reason: 'too early' })
        expect(task.status).toBe('cancelled')
      })
      expect(log).toEqual(['started'])
    }))
})

describe('L13 inheritance', () => {
  test('L13 a scope around startSoon does not affect the task, the nursery is where it lives', () =>
    virtual(async () => {
      let ran = false
      await openNursery(async (nursery) => {
        await new CancelScope().run(async (scope) => {
          nursery.startSoon(async () => {
            await sleep(5)
            ran = true
          })
          scope.cancel()
          await checkpoint()
        })
      })
      expect(ran).toBe(true)
    }))

  test('L13 context variables are those of the caller of startSoon', () =>
    virtual(async () => {
      const user = new AsyncLocalStorage<string>()
      const seen: (string | undefined)[] = []
      await openNursery((nursery) => {
        const look = async () => {
          seen.push(user.getStore())
          await checkpoint()
          seen.push(user.getStore())
        }
        user.run('ann', () => nursery.startSoon(look))
        user.run('bob', () => nursery.startSoon(look))
        nursery.startSoon(look)
      })
      expect(seen.map(String).toSorted((one, other) => one.localeCompare(other))).toEqual([
        'ann',
        'ann',
        'bob',
        'bob',
        'undefined',
        'undefined',
      ])
    }))

  test('L13 so too for tasks that wait for their turn in a bounded nursery, and under a seed', async () => {
    for (const options of [{}, { seed: 1 }]) {
      const user = new AsyncLocalStorage<number>()
      const seen: (number | undefined)[] = []
      await virtual(
        () =>
          openNursery(
            (nursery) => {
              for (const id of [1, 2, 3])
                user.run(id, () => nursery.startSoon(async () => void seen.push(user.getStore())))
            },
            { limit: 1 },
          ),
        options,
      )
      expect(seen).toEqual([1, 2, 3])
    }
  })
})

describe('L14 scheduler', () => {
  test('L14 tasks start in order, first in, first out', () =>
    virtual(async () => {
      const order: number[] = []
      await openNursery((nursery) => {
        for (let index = 0; index < 1_000; index++) nursery.startSoon(async (id: number) => void order.push(id), index)
      })
      expect(order).toEqual(Array.from({ length: 1_000 }, (_, index) => index))
    }))

  test('L14 a seed shuffles starts and wake-ups, the same way each time', async () => {
    const trace = async (seed?: number) => {
      const order: string[] = []
      await virtual(
        () =>
          openNursery((nursery) => {
            for (let index = 0; index < 6; index++) {
              nursery.startSoon(async () => {
                order.push(`start ${index}`)
                await sleep(10)
                order.push(`wake ${index}`)
              })
            }
          }),
        seed === undefined ? {} : { seed },
      )
      return order.join()
    }
    expect(await trace(7)).toBe(await trace(7))
    const traces = new Set([await trace(), ...(await Promise.all([1, 2, 3, 4, 5].map(trace)))])
    expect(traces.size).toBeGreaterThan(4)
  })

  test.for(['fail', 'are cancelled'])('L14 a seed shuffles waits that %s, the same way each time', async (how) => {
    const trace = async (seed: number) => {
      const blocked: number[] = []
      const ended: number[] = []
      await virtual(
        () =>
          openNursery(async (nursery) => {
            const [send, receive] = openMemoryChannel<void>(0)
            for (let index = 0; index < 6; index++) {
              nursery.startSoon(async () => {
                blocked.push(index)
                await receive.receive().catch(() => ended.push(index))
              })
            }
            await sleep(1)
            if (how === 'fail') send.close()
            else nursery.cancelScope.cancel()
          }),
        { seed },
      )
      return { blocked: blocked.join(), ended: ended.join() }
    }
    expect(await trace(7)).toEqual(await trace(7))
    const traces = await Promise.all([1, 2, 3, 4, 5].map(trace))
    expect(traces.filter(({ blocked, ended }) => ended !== blocked)).not.toEqual([])
    expect(new Set(traces.map(({ ended }) => ended)).size).toBeGreaterThan(3)
  })
})

describe('L15 deadlines', () => {
  test('L15 all expired scopes are cancelled before any task runs, so the outer one wins a tie', () =>
    virtual(async () => {
      const inner = new CancelScope({ timeout: 10 })
      const outer = new CancelScope({ timeout: 10 })
      await outer.run(() => inner.run(sleepForever))
      expect([inner.cancelledCaught, outer.cancelledCaught]).toEqual([false, true])
    }))

  test('L15 a deadline beats a sleep that ends at the same time', () =>
    virtual(async () => {
      await expect(failAfter(10, () => sleep(10))).rejects.toBeInstanceOf(TooSlowError)
    }))

  test('L15 so does a deadline that was set after the sleep had begun', () =>
    virtual(async () => {
      const scope = new CancelScope()
      await openNursery((nursery) => {
        nursery.startSoon(() => scope.run(() => sleep(10)))
        nursery.startSoon(() => {
          scope.deadline = 10
        })
      })
      expect(scope.cancelledCaught).toBe(true)
    }))

  test('L15 sleeps that end at the same time wake in the order in which they began', () =>
    virtual(async () => {
      const order: number[] = []
      await openNursery((nursery) => {
        for (let index = 0; index < 50; index++) {
          nursery.startSoon(async () => {
            await sleep(10)
            order.push(index)
          })
        }
      })
      expect(order).toEqual(Array.from({ length: 50 }, (_, index) => index))
    }))

  test('L15 a loop of checkpoints times out', async () => {
    const outcome = await moveOnAfter(20, async () => {
      for (;;) await checkpoint()
    })
    expect(outcome.cancelled).toBe(true)
  })
})

describe('L16 fair hand-off', () => {
  test('L16 a token goes straight to who has waited longest, and nowait cannot barge in', () =>
    virtual(async () => {
      const limiter = new CapacityLimiter(1)
      const order: number[] = []
      await openNursery(async (nursery) => {
        const held = limiter.acquireOnBehalfOfNowait('body')
        for (let index = 0; index < 3; index++) {
          nursery.startSoon(async () => {
            using _ = await limiter.acquire()
            order.push(index)
          })
        }
        await sleep(1)
        held[Symbol.dispose]()
        expect(() => limiter.acquireNowait()).toThrow('would have to wait')
      })
      expect(order).toEqual([0, 1, 2])
    }))
})

describe('L17 nothing is lost', () => {
  test('L17 mend of #455/#1559: an error masked by a Cancelled from clean-up is kept', () =>
    virtual(async () => {
      const real = new Error('real')
      const error = await rejection(
        new CancelScope().run(async (scope) => {
          await using _ = {
            async [Symbol.asyncDispose]() {
              await checkpoint()
            },
          }
          scope.cancel()
          throw real
        }),
      )
      expect(error).toBe(real)
    }))

  test('L17 the error of a task is reported, joined or not', () =>
    virtual(async () => {
      const boom = new Error('boom')
      let joined: unknown
      const error = await rejection(
        openNursery((nursery) => {
          const task = nursery.startSoon(async () => {
            await sleep(1)
            throw boom
          })
          nursery.startSoon(async () => {
            await new CancelScope({ shield: true }).run(async () => {
              joined = await rejection(task.join())
            })
          })
        }),
      )
      expect(joined).toBe(boom)
      expect((error as NurseryError).errors).toEqual([boom])
    }))
})

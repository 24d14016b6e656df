import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import {
  abandonable,
  abortable,
  Cancelled,
  CancelScope,
  checkpoint,
  currentTime,
  map,
  moveOnAfter,
  NurseryError,
  openNursery,
  run,
  sleep,
  sleepForever,
  type Nursery,
  type Task,
  type TaskStatus,
} from '../src/index.ts'
import type { NurseryNode } from '../src/plumbing/nursery-node.ts'
import { rejection, shielded, untilCancelled, virtual } from './support/virtual.ts'

describe('openNursery', () => {
  test('openNursery has the value of its body, a name, and a closed door afterwards', () =>
    virtual(async () => {
      let escaped: Nursery | undefined
      const value = await openNursery(
        (nursery) => {
          escaped = nursery
          expect(nursery.name).toBe('mine')
          return 3
        },
        { name: 'mine' },
      )
      expect(value).toBe(3)
      expect(() => escaped!.startSoon(() => {})).toThrow('mine is closed to new tasks: call startSoon while')
      expect(() => escaped!.startService(() => {})).toThrow('closed to new tasks: call startService while')
      await expect(escaped!.start(() => {})).rejects.toThrow('closed to new tasks: call start while')
      expect(await openNursery(({ name }) => name)).toBe('nursery')
    }))

  test('openNursery refuses what is no function', async () => {
    const promise = Promise.resolve() as unknown as () => void
    await expect(openNursery(promise)).rejects.toThrow('openNursery(async (nursery)')
  })

  test.for([0, -1, 1.5, Number.NaN])('openNursery refuses a limit of %s', async (limit) => {
    const message = `A nursery's limit is a whole number of tasks from 1, or Infinity, not ${limit}.`
    await expect(openNursery(() => {}, { limit })).rejects.toThrow(new RangeError(message))
  })

  test('startSoon refuses the classic mistakes with the call that was meant', () =>
    virtual(() =>
      openNursery((nursery) => {
        const start = nursery.startSoon.bind(nursery) as unknown as (fn: unknown) => void
        expect(() => start(Promise.resolve())).toThrow('startSoon(work, argument), not startSoon(work(argument))')
        expect(() =>
          start(
            (function* () {
              yield 1
            })(),
          ),
        ).toThrow('not a generator')
        for (const nothing of [{}, null, undefined, 'work'])
          expect(() => start(nothing)).toThrow('startSoon takes a function and its arguments')
        expect(nursery.childTasks.size).toBe(0)
      }),
    ))

  test('startSoon of a generator function is refused when it has been called', () =>
    virtual(async () => {
      function* work() {
        yield 1
      }
      const error = await rejection(openNursery((nursery) => void nursery.startSoon(work)))
      expect(String((error as NurseryError).errors[0])).toContain('work is a generator function')
    }))

  test('a task is a function by itself, without a this', () =>
    virtual(async () => {
      const seen = await openNursery(async (nursery) => {
        async function task(this: unknown) {
          return this
        }
        return nursery.startSoon(task).join()
      })
      expect(seen).toBeUndefined()
    }))

  test('startSoon takes several arguments, functions that are not async, and thenables', () =>
    virtual(async () => {
      const results = await openNursery((nursery) => {
        // oxlint-disable-next-line no-thenable -- one of those that are about
        const thenable = { then: (resolve: (value: string) => void) => resolve('then') }
        const tasks = [
          nursery.startSoon((a: number, b: number) => a + b, 1, 2),
          nursery.startSoon(() => thenable as PromiseLike<string>),
          nursery.startSoon(() => ({ plain: true })),
          nursery.startSoon(() => null),
        ]
        return Promise.all(tasks.map((task) => task.join()))
      })
      expect(results).toEqual([3, 'then', { plain: true }, null])
    }))

  test('a task that returns a thenable ends when that settles', () =>
    virtual(async () => {
      const { promise, resolve } = Promise.withResolvers<string>()
      // oxlint-disable-next-line no-thenable -- one of those that are about
      const thenable = { then: (done: (value: string) => void) => void promise.then(done) }
      await openNursery(async (nursery) => {
        const task = nursery.startSoon(() => thenable as unknown as PromiseLike<string>)
        for (let turn = 0; turn < 10; turn++) await checkpoint()
        expect(task.status).toBe('running')
        resolve('late')
        expect(await task.join()).toBe('late')
      })
    }))

  test('startSoon is lazy', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.startSoon(() => void log.push('task'))
        log.push('body')
      })
      expect(log).toEqual(['body', 'task'])
    }))

  test('childTasks is a snapshot of those that run; it shrinks', () =>
    virtual(async () => {
      await openNursery(async (nursery) => {
        for (let index = 1; index <= 10; index++) nursery.startSoon(() => sleep(index))
        const all = nursery.childTasks
        await sleep(5.5)
        expect([all.size, nursery.childTasks.size]).toEqual([10, 5])
        await sleep(10)
        expect(nursery.childTasks.size).toBe(0)
      })
    }))

  test('a nursery cancelled by its own scope ends normally', () =>
    virtual(async () => {
      const value = await openNursery(async (nursery) => {
        nursery.startSoon(sleepForever)
        nursery.cancelScope.cancel()
        expect(nursery.cancelScope.cancelCalled).toBe(true)
        await checkpoint()
        return 'never'
      })
      expect(value).toBeUndefined()
    }))

  test('a cancellation and an error reach an outer scope as one group', () =>
    virtual(async () => {
      let group: unknown
      const error = await rejection(
        moveOnAfter(5, async () => {
          try {
            await openNursery((nursery) => {
              nursery.startSoon(sleepForever)
              nursery.startSoon(() =>
                sleepForever().finally(() => {
                  throw new Error('clean-up')
                }),
              )
            })
          } catch (caught) {
            group = caught
            throw caught
          }
        }),
      )
      expect((group as NurseryError).errors.some((each) => each instanceof Cancelled)).toBe(true)
      expect((error as NurseryError).errors).toEqual([new Error('clean-up')])
    }))

  test('a stranger’s Cancelled is an error like any other, never silence', () =>
    virtual(async () => {
      const error = await rejection(
        openNursery(async (outer) => {
          const lonely = outer.startSoon(sleepForever)
          await openNursery(async () => {
            lonely.cancel('only you')
            await lonely.join()
          })
        }),
      )
      expect((error as NurseryError).errors[0]).toBeInstanceOf(NurseryError)
      expect((error as NurseryError).leaves()[0]).toMatchObject({ reason: 'only you' })
    }))

  test('a task may throw nothing at all', () =>
    virtual(async () => {
      const error = await rejection(
        openNursery((nursery) => {
          nursery.startSoon(() => Promise.reject())
        }),
      )
      expect((error as NurseryError).errors).toEqual([undefined])
    }))
})

describe('limit', () => {
  test('limit: at most so many at once, the others lazily and in order', () =>
    virtual(async () => {
      let running = 0
      let peak = 0
      const order: number[] = []
      await openNursery(
        (nursery) => {
          for (let index = 0; index < 20; index++) {
            nursery.startSoon(async () => {
              order.push(index)
              peak = Math.max(peak, ++running)
              await sleep(10)
              running--
            })
          }
          expect(nursery.childTasks.size).toBe(20)
        },
        { limit: 3 },
      )
      expect(peak).toBe(3)
      expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index))
      expect(currentTime()).toBe(70)
    }))

  test('limit: one that comes when others have left the queue waits as well', () =>
    virtual(async () => {
      let [running, peak] = [0, 0]
      const work = async () => {
        peak = Math.max(peak, ++running)
        await sleep(10)
        running--
      }
      await openNursery(
        async (nursery) => {
          for (let index = 0; index < 3; index++) nursery.startSoon(work)
          await sleep(25)
          for (let index = 0; index < 3; index++) nursery.startSoon(work)
        },
        { limit: 1 },
      )
      expect([peak, currentTime()]).toEqual([1, 60])
    }))

  test('limit: a start doesn’t count, neither before nor after it is ready', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(
        async (nursery) => {
          nursery.startSoon(() => sleep(10))
          nursery.startSoon(async () => void log.push(`queued at ${currentTime()}`))
          await nursery.start(async (status: TaskStatus) => {
            status.started()
            await sleep(5)
            log.push(`started at ${currentTime()}`)
          })
        },
        { limit: 1 },
      )
      expect(log).toEqual(['started at 5', 'queued at 10'])
    }))

  test('limit: those that still wait when the nursery is cancelled are never called', () =>
    virtual(async () => {
      let begun = 0
      const tasks: Task[] = []
      await openNursery(
        (nursery) => {
          const work = async () => {
            begun++
            await sleepForever()
          }
          for (let index = 0; index < 4; index++) tasks.push(nursery.startSoon(work))
          nursery.cancelScope.cancel()
        },
        { limit: 2 },
      )
      expect(begun).toBe(2)
      expect(tasks.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled'])
    }))

  test('limit: after a failure nothing of the queue is begun, however long it is', () =>
    virtual(async () => {
      const begun: number[] = []
      const work = (index: number) => {
        begun.push(index)
        if (index === 2) throw new Error('the third')
      }
      const error = (await rejection(
        openNursery(
          (nursery) => {
            for (let index = 0; index < 100_000; index++) nursery.startSoon(work, index)
          },
          { limit: 1 },
        ),
      )) as NurseryError
      expect([begun, error.errors.map(String)]).toEqual([[0, 1, 2], ['Error: the third']])
    }))

  test('limit: one that is cancelled while it waits is never called, and those behind it have their turn', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(
        async (nursery) => {
          nursery.startSoon(() => sleep(10))
          const waiting = nursery.startSoon(() => void log.push('cancelled'))
          nursery.startSoon(() => void log.push(`behind it at ${currentTime()}`))
          waiting.cancel('no longer wanted')
          expect(await rejection(waiting.join())).toMatchObject({ source: 'explicit', reason: 'no longer wanted' })
          log.push(waiting.status)
        },
        { limit: 1 },
      )
      expect(log.toSorted()).toEqual(['behind it at 10', 'cancelled'])
    }))

  test('limit: a deadline that passes while the tasks keep the processor busy is heeded between two of them', async () => {
    let begun = 0
    const work = () => {
      begun++
      const end = performance.now() + 1
      while (performance.now() < end);
    }
    const outcome = await moveOnAfter(0.5, () => map(Array.from({ length: 1_000 }), work, { limit: 1 }))
    expect(outcome.cancelled).toBe(true)
    expect(begun).toBe(1)
  })
})

describe('Task', () => {
  test('Task: name, status and result', () =>
    virtual(async () => {
      await openNursery(async (nursery) => {
        async function fetchPage(id: number) {
          await sleep(1)
          return `page ${id}`
        }
        const task = nursery.startSoon(fetchPage, 1)
        expect([task.name, task.status]).toEqual(['fetchPage', 'pending'])
        await checkpoint()
        expect(task.status).toBe('running')
        expect(await task.join()).toBe('page 1')
        expect([task.status, await task.join()]).toEqual(['done', 'page 1'])
        task.cancel()
        expect(task.status).toBe('done')
        expect(nursery.startSoon(() => {}).name).toBe('anonymous')
        expect('then' in task).toBe(false)
      })
    }))

  test('Task.status of one that failed, and of one that was cancelled from outside', () =>
    virtual(async () => {
      const tasks = await new CancelScope().run(async () => {
        const kept: { status: string }[] = []
        await openNursery((nursery) => {
          kept.push(nursery.startSoon(sleepForever))
          kept.push(
            nursery.startSoon(async () => {
              await sleep(1)
              throw new Error('x')
            }),
          )
        }).catch(() => {})
        return kept
      })
      expect(tasks.value!.map((task) => task.status)).toEqual(['cancelled', 'failed'])
    }))

  test('Task.cancel cancels one task alone, whatever it is doing', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        const asleep = nursery.startSoon(() => sleepForever())
        const nested = nursery.startSoon(() =>
          openNursery(async (inner) => {
            inner.startSoon(sleepForever)
            await sleepForever()
          }),
        )
        const foreignFirst = nursery.startSoon(async () => {
          await Promise.resolve()
          await sleepForever()
        })
        const several = nursery.startSoon(() => Promise.all([sleepForever(), sleep(9), moveOnAfter(8, sleepForever)]))
        nursery.startSoon(async () => {
          await sleep(20)
          log.push('untouched')
        })
        await sleep(1)
        for (const task of [asleep, nested, foreignFirst, several]) {
          task.cancel('stop')
          await expect(task.join()).rejects.toMatchObject({ source: 'explicit', reason: 'stop' })
          expect(task.status).toBe('cancelled')
        }
        expect(currentTime()).toBe(1)
      })
      expect(log).toEqual(['untouched'])
    }))

  test('Task.cancel of a task that was already reached from outside changes nothing', () =>
    virtual(async () => {
      const outcome = await moveOnAfter(5, () =>
        openNursery((nursery) => {
          const task = nursery.startSoon(async () => {
            try {
              await sleepForever()
            } finally {
              task.cancel()
            }
          })
        }),
      )
      expect(outcome.cancelled).toBe(true)
    }))

  test('Task.cancel: a task that ends normally all the same is done', () =>
    virtual(async () => {
      const seen: unknown[] = []
      const error = await rejection(
        openNursery(async (nursery) => {
          const task = nursery.startSoon(() => sleepForever().catch(() => 'handled'))
          const failing = nursery.startSoon(() => sleepForever().catch(() => Promise.reject(new Error('instead'))))
          await sleep(1)
          task.cancel()
          seen.push(await task.join(), task.status)
          failing.cancel()
        }),
      )
      expect(seen).toEqual(['handled', 'done'])
      expect((error as NurseryError).errors).toEqual([new Error('instead')])
    }))
})

describe('start', () => {
  test('start: the caller has the value once the task is ready, and the task goes on in the nursery', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        const port = await nursery.start(async (status: TaskStatus<number>, host: string) => {
          await sleep(5)
          status.started(8_000)
          await sleep(5)
          log.push(`${host} ended`)
        }, 'localhost')
        log.push(`port ${port} at ${currentTime()}`)
        expect(nursery.childTasks.size).toBe(1)
      })
      expect(log).toEqual(['port 8000 at 5', 'localhost ended'])
    }))

  test('start: an error before started comes out of start, ungrouped, and not out of the nursery', () =>
    virtual(async () => {
      const boom = new Error('boom')
      await openNursery(async (nursery) => {
        await expect(nursery.start(() => Promise.reject(boom))).rejects.toBe(boom)
      })
    }))

  test('start: an error after started is the nursery’s', () =>
    virtual(async () => {
      const error = await rejection(
        openNursery(async (nursery) => {
          await nursery.start(async (status: TaskStatus) => {
            status.started()
            await sleep(1)
            throw new Error('later')
          })
        }),
      )
      expect((error as NurseryError).errors).toEqual([new Error('later')])
    }))

  test('start: ending without started, and started twice, are errors', () =>
    virtual(async () => {
      await openNursery(async (nursery) => {
        await expect(nursery.start(async function quick() {})).rejects.toThrow(
          'quick ended without calling status.started()',
        )
      })
      const error = await rejection(
        openNursery((nursery) =>
          nursery.start(async function eager(status: TaskStatus) {
            status.started()
            status.started()
          }),
        ),
      )
      expect(String((error as NurseryError).errors[0])).toContain('eager called status.started() twice')
    }))

  test('start refuses what is no function', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const promise = Promise.resolve() as unknown as () => void
        await expect(nursery.start(promise)).rejects.toThrow('start takes the function')
      }),
    ))

  test('start: cancelling the caller cancels the task, whose started is then a no-op', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        await moveOnAfter(5, () =>
          nursery.start(async (status: TaskStatus) => {
            await sleepForever().catch(() => {})
            status.started()
            log.push(`still under start: ${nursery.childTasks.size} in the nursery`)
            await checkpoint()
            log.push('never')
          }),
        )
        log.push('moved on')
      })
      expect(log).toEqual(['still under start: 0 in the nursery', 'moved on'])
    }))

  test('start: a task that needs no checkpoint is ready even if its caller is cancelled', () =>
    virtual(async () => {
      await openNursery((nursery) =>
        new CancelScope().run(async (scope) => {
          scope.cancel()
          expect(await nursery.start((status: TaskStatus<string>) => status.started('quick'))).toBe('quick')
        }),
      )
    }))

  test('a start that is over leaves nothing of itself behind in its nursery', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        const { node } = nursery as NurseryNode
        await nursery.start(async (status: TaskStatus) => status.started())
        await rejection(nursery.start(() => {}))
        expect(node.linked?.size).toBe(0)
      }),
    ))

  test('mend of #1431: cancelling the target nursery cancels a pending start', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (callers) => {
        await openNursery((target) => {
          callers.startSoon(async () => {
            const error = await rejection(target.start(() => sleepForever()))
            log.push((error as Cancelled).source)
          })
          callers.startSoon(async () => {
            await sleep(5)
            target.cancelScope.cancel()
            const error = await rejection(target.start(() => sleepForever()))
            log.push((error as Cancelled).source)
          })
          target.startSoon(() => sleep(1))
        })
        log.push(`target ended at ${currentTime()}`)
      })
      expect(log.toSorted((one, other) => one.localeCompare(other))).toEqual([
        'explicit',
        'explicit',
        'target ended at 5',
      ])
    }))

  test('start: a task that is ready in the very turn in which the nursery is cancelled is cancelled with it', () =>
    virtual(async () => {
      const around = new CancelScope()
      let status: TaskStatus | undefined
      await openNursery(async (nursery) => {
        const opened = Promise.withResolvers<Nursery>()
        nursery.startSoon(() =>
          around.run(() =>
            openNursery((target) => {
              opened.resolve(target)
              // Forgives the cancellation, or the nursery would cancel itself for that.
              target.startSoon(() => sleepForever().catch(() => {}))
            }),
          ),
        )
        const target = await opened.promise
        nursery.startSoon(() =>
          target.start((given) => {
            status = given
            return sleepForever()
          }),
        )
        await sleep(1)
        // Told before the nursery itself is.
        around.signal.addEventListener('abort', () => status!.started())
        around.cancel()
      })
      expect(currentTime()).toBe(1)
    }))

  test('start: after started the scopes around the caller don’t reach the task any more', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        await moveOnAfter(5, async () => {
          await nursery.start(async (status: TaskStatus) => {
            await moveOnAfter(100, async () => {
              status.started()
              await sleep(50)
              log.push(`task at ${currentTime()}`)
            })
          })
          await sleepForever()
        })
        log.push(`caller at ${currentTime()}`)
      })
      expect(log).toEqual(['caller at 5', 'task at 50'])
    }))
})

describe('startService', () => {
  test('startService: cancelled by itself once body and ordinary tasks are done', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        const service = nursery.startService(async function heartbeat() {
          for (;;) {
            await sleep(10)
            log.push(`beat ${currentTime()}`)
          }
        })
        expect(service.name).toBe('heartbeat')
        nursery.startSoon(() => sleep(25))
        await sleep(1)
      })
      expect(log).toEqual(['beat 10', 'beat 20'])
      expect(currentTime()).toBe(25)
    }))

  test('startService: there for the clean-up of the others when the nursery is cancelled', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery((nursery) => {
        nursery.startService(() => sleepForever().finally(() => log.push('service ended')))
        nursery.startSoon(() =>
          untilCancelled(() =>
            shielded(async () => {
              await sleep(10)
              log.push('clean-up done')
            }),
          ),
        )
        nursery.cancelScope.cancel()
      })
      expect(log).toEqual(['clean-up done', 'service ended'])
    }))

  test('startService: its failure fails the nursery', () =>
    virtual(async () => {
      const error = await rejection(
        openNursery((nursery) => {
          nursery.startService(() => Promise.reject(new Error('service')))
          nursery.startSoon(sleepForever)
        }),
      )
      expect((error as NurseryError).errors).toEqual([new Error('service')])
    }))

  test('startService while nothing but services is left: cancelled at once', () =>
    virtual(async () => {
      const log: string[] = []
      const shutdown = { source: 'shutdown', reason: 'everything else in small is done' }
      await openNursery(
        (nursery) => {
          nursery.startService(() =>
            untilCancelled(async () => {
              const late = nursery.startService(() => untilCancelled(() => log.push('late service ended')))
              await shielded(() => expect(late.join()).rejects.toMatchObject(shutdown))
              log.push('service ended')
            }),
          )
        },
        { name: 'small' },
      )
      expect(log).toEqual(['late service ended', 'service ended'])
    }))
})

describe('what comes too late, or from elsewhere', () => {
  test('started() of a task that has ended is an error at its caller, and the nursery closes', () =>
    virtual(async () => {
      const late: unknown[] = []
      await openNursery(async (nursery) => {
        const starting = nursery.start(async (status: TaskStatus<number>) => {
          setImmediate(() => {
            try {
              status.started(1)
            } catch (error) {
              late.push(String(error))
            }
          })
        })
        await expect(starting).rejects.toThrow('without calling status.started()')
        while (late.length === 0) await checkpoint()
        expect(nursery.childTasks.size).toBe(0)
      })
      expect(late).toEqual([expect.stringContaining('after it had ended')])
    }))

  test('start from another run is refused, startSoon is not', async () => {
    let opened: Nursery | undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    const running = run(() =>
      openNursery(async (nursery) => {
        opened = nursery
        await abandonable(promise)
      }),
    )
    await expect(opened!.start(async (status: TaskStatus) => status.started())).rejects.toThrow('in the run of nursery')
    const user = new AsyncLocalStorage<string>()
    const task = opened!.startSoon(async () => user.getStore())
    const other = user.run('its context', () => opened!.startSoon(async () => user.getStore()))
    const results = Promise.all([task, other].map((each) => opened!.cancelScope.call(() => each.join())))
    resolve()
    await running
    expect(await results).toEqual([undefined, 'its context'])
  })

  test('cancelling a sibling from a listener, while both are being cancelled, is no error', () =>
    virtual(async () => {
      const log: string[] = []
      await openNursery(async (nursery) => {
        nursery.startSoon(() =>
          abortable(
            (signal) =>
              new Promise((_, reject) => {
                signal.addEventListener('abort', () => {
                  second.cancel()
                  reject(signal.reason as Error)
                })
              }),
          ),
        )
        const second = nursery.startSoon(() => untilCancelled(() => log.push('second')))
        await checkpoint()
        await checkpoint()
        nursery.cancelScope.cancel()
      })
      expect(log).toEqual(['second'])
    }))
})

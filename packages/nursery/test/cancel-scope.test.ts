import { describe, expect, test } from 'vitest'
import {
  Cancelled,
  CancelScope,
  checkpoint,
  currentEffectiveDeadline,
  currentStatistics,
  currentTime,
  failAfter,
  failAt,
  isCancelled,
  Lock,
  moveOnAfter,
  moveOnAt,
  NurseryError,
  openNursery,
  rethrowIfCancelled,
  run,
  sleep,
  sleepForever,
  TooSlowError,
} from '../src/index.ts'
import { rejection, shielded, untilCancelled, virtual } from './support/virtual.ts'

describe('CancelScope, before it is entered', () => {
  test('CancelScope refuses two times, no time and a shield that is no boolean', () => {
    expect(() => new CancelScope({ deadline: 1, timeout: 1 })).toThrow('not both')
    expect(() => new CancelScope({ timeout: -1 })).toThrow(RangeError)
    expect(() => new CancelScope({ timeout: Number.NaN })).toThrow('not NaN')
    for (const deadline of [Number.NaN, '5' as unknown as number])
      expect(() => new CancelScope({ deadline })).toThrow('currentTime() + 5_000')
    expect(() => new CancelScope({ shield: 1 as unknown as boolean })).toThrow('true or false')
  })

  test('CancelScope may be cancelled, shielded and asked for its signal early; the first reason stays', () =>
    virtual(async () => {
      const scope = new CancelScope()
      const { signal } = scope
      expect([scope.cancelCalled, scope.cancelledCaught, signal.aborted, scope.shield]).toEqual([
        false,
        false,
        false,
        false,
      ])
      scope.shield = true
      scope.cancel('early')
      scope.cancel('later')
      expect([scope.cancelCalled, scope.shield, signal.aborted]).toEqual([true, true, true])
      expect(scope.signal).toBe(signal)
      const early = { source: 'explicit', reason: 'early' }
      const outcome = await scope.run(async () => {
        await expect(checkpoint()).rejects.toMatchObject(early)
        await checkpoint()
      })
      expect(outcome.cancelled).toBe(true)
      expect(signal.reason).toMatchObject(early)
    }))

  test('CancelScope asked for its signal early aborts it only when it is cancelled', () =>
    virtual(async () => {
      const scope = new CancelScope()
      const { signal } = scope
      await scope.run(() => {
        expect(signal.aborted).toBe(false)
        scope.cancel()
        expect(signal.aborted).toBe(true)
      })
    }))

  test('CancelScope cancelled first and asked for its signal then', () => {
    const scope = new CancelScope()
    scope.cancel()
    expect(scope.signal.aborted).toBe(true)
  })

  test('CancelScope with an absolute deadline notices that it has passed', () =>
    virtual(async () => {
      const scope = new CancelScope({ deadline: 5 })
      expect([scope.deadline, scope.cancelCalled]).toEqual([5, false])
      await sleep(5)
      expect(scope.cancelCalled).toBe(true)
      expect(scope.cancelCalled).toBe(true)
      scope.deadline = 100
      await scope.run(() => expect(checkpoint()).rejects.toMatchObject({ source: 'deadline' }))
      expect(scope.cancelledCaught).toBe(false)
    }))

  test('CancelScope with a timeout counts from entry and has no deadline before', () =>
    virtual(async () => {
      const scope = new CancelScope({ timeout: 10 })
      expect(() => scope.deadline).toThrow('before it is entered')
      expect(() => {
        scope.deadline = 3
      }).toThrow('before it is entered')
      await sleep(100)
      await scope.run(async () => {
        expect(scope.deadline).toBe(110)
        await sleepForever()
      })
      expect(currentTime()).toBe(110)
    }))

  test('CancelScope is entered once, with a function', () =>
    virtual(async () => {
      const scope = new CancelScope()
      await scope.run(() => {})
      await expect(scope.run(() => {})).rejects.toThrow('entered once')
      const promise = Promise.resolve() as unknown as () => void
      await expect(new CancelScope().run(promise)).rejects.toThrow('() => work(), not work()')
    }))

  test('CancelScope whose deadline has passed is cancelled from the first checkpoint on (Trio #320)', () =>
    virtual(async () => {
      const log: string[] = []
      await new CancelScope({ deadline: 0 }).run(async () => {
        log.push('in')
        await checkpoint()
        log.push('never')
      })
      expect(log).toEqual(['in'])
    }))
})

describe('CancelScope, inside', () => {
  test('CancelScope: a body that ends before it notices has its value', () =>
    virtual(async () => {
      const scope = new CancelScope()
      const outcome = await scope.run(() => {
        scope.cancel()
        return 7
      })
      expect(outcome).toEqual({ cancelled: false, value: 7 })
      expect([scope.cancelCalled, scope.cancelledCaught]).toEqual([true, false])
    }))

  test('CancelScope.cancelCalled knows of a deadline that has passed while nobody let the clock in', async () => {
    let now = 0
    await run(
      () =>
        new CancelScope({ timeout: 5 }).run((scope) => {
          expect(scope.cancelCalled).toBe(false)
          now = 5
          expect(scope.cancelCalled).toBe(true)
        }),
      { clock: { now: () => now, callAt: () => () => {} } },
    )
  })

  test('CancelScope passes on what its body throws', () =>
    virtual(async () => {
      const boom = new Error('boom')
      await expect(
        new CancelScope().run(() => {
          throw boom
        }),
      ).rejects.toBe(boom)
    }))

  test('CancelScope.deadline takes effect at once, and moving it later never un-cancels', () =>
    virtual(async () => {
      const scope = new CancelScope({ timeout: 10 })
      await scope.run(async () => {
        scope.deadline = currentTime() + 50
        await sleep(40)
        expect(scope.cancelCalled).toBe(false)
        scope.deadline = currentTime()
        expect(scope.cancelCalled).toBe(true)
        scope.deadline = Infinity
        await expect(checkpoint()).rejects.toBeInstanceOf(Cancelled)
      })
      expect(currentTime()).toBe(40)
      const ended = new CancelScope()
      await ended.run(() => {})
      ended.deadline = 1
      ended.shield = true
      ended.cancel()
      expect([ended.cancelCalled, ended.shield, ended.cancelledCaught]).toEqual([true, true, false])
    }))

  test('CancelScope.shield, turned off, lets an outer cancellation in on what is blocked', () =>
    virtual(async () => {
      const outer = new CancelScope()
      const inner = new CancelScope({ shield: true })
      await openNursery((nursery) => {
        nursery.startSoon(() => outer.run(() => inner.run(sleepForever)))
        nursery.startSoon(async () => {
          await sleep(1)
          outer.cancel()
          await sleep(1)
          inner.shield = false
        })
      })
      expect([outer.cancelledCaught, inner.cancelledCaught]).toEqual([true, false])
      expect(currentTime()).toBe(2)
    }))

  test('CancelScope.signal aborts with the Cancelled when an outer scope is cancelled; a shield gives a fresh one', () =>
    virtual(async () => {
      const outer = new CancelScope()
      const inner = new CancelScope()
      await outer.run(() =>
        inner.run(async () => {
          const { signal } = inner
          expect(signal.aborted).toBe(false)
          outer.cancel('enough')
          expect(signal.aborted).toBe(true)
          expect(signal.reason).toMatchObject({ reason: 'enough' })
          inner.shield = true
          expect(inner.signal.aborted).toBe(false)
          inner.shield = false
          expect(inner.signal.aborted).toBe(true)
        }),
      )
      const cancelled = new CancelScope()
      const early = cancelled.signal
      await new CancelScope().run(async (around) => {
        around.cancel()
        await cancelled.run(() => expect(early.aborted).toBe(true))
        await new CancelScope().run((scope) => expect(scope.signal.aborted).toBe(true))
      })
    }))

  test('CancelScope: listeners that undo the cancellation they are told of', () =>
    virtual(async () => {
      const outer = new CancelScope()
      const first = new CancelScope()
      const second = new CancelScope()
      await openNursery((nursery) => {
        nursery.startSoon(() =>
          outer.run(() =>
            openNursery((inside) => {
              inside.startSoon(async () => {
                await first.run(async () => {
                  first.signal.addEventListener('abort', () => {
                    second.shield = true
                  })
                  await sleepForever()
                })
              })
              inside.startSoon(() => second.run(() => sleep(10)))
            }),
          ),
        )
        nursery.startSoon(async () => {
          await sleep(1)
          outer.cancel()
        })
      })
      expect(currentTime()).toBe(10)
    }))

  test('CancelScope.signal, held, is the one that aborts, though a cancellation was undone before it was told of it', () =>
    virtual(async () => {
      const outer = new CancelScope()
      await outer.run(() =>
        new CancelScope().run(async (inner) => {
          const { signal } = inner
          outer.signal.addEventListener('abort', () => {
            inner.shield = true
          })
          outer.cancel()
          expect(signal.aborted).toBe(false)
          inner.cancel()
          expect(signal.aborted).toBe(true)
        }),
      )
    }))

  test('CancelScope that has ended is told of nothing any more', () =>
    virtual(async () => {
      const outer = new CancelScope()
      const inner = new CancelScope({ shield: true })
      await outer.run(async () => {
        await inner.run(() => {})
        const { signal } = inner
        outer.cancel()
        inner.shield = false
        expect(signal.aborted).toBe(false)
        inner.cancel()
        expect(signal.aborted).toBe(false)
      })
    }))

  test('CancelScope is the clock’s business only while it has a deadline and isn’t cancelled', () =>
    virtual(async () => {
      await new CancelScope().run((scope) => {
        expect(currentStatistics().timers).toBe(0)
        scope.deadline = currentTime() + 5
        expect(currentStatistics().timers).toBe(1)
        scope.cancel()
        expect(currentStatistics().timers).toBe(0)
      })
    }))

  test('Cancelled by a deadline says whose', () =>
    virtual(async () => {
      for (const [name, reason] of [
        ['download', 'deadline of download'],
        [undefined, undefined],
      ]) {
        const scope = new CancelScope({ timeout: 5, ...(name !== undefined && { name }) })
        await scope.run(() => expect(sleepForever()).rejects.toMatchObject({ source: 'deadline', reason }))
      }
    }))

  test('CancelScope.call runs a function as code of the scope, and only inside it', () =>
    virtual(async () => {
      const scope = new CancelScope()
      expect(() => scope.call(() => {})).toThrow('only inside the scope')
      await openNursery((nursery) => {
        nursery.startSoon(() => scope.run(sleepForever))
        nursery.startSoon(async () => {
          await sleep(1)
          scope.cancel()
          await expect(scope.call(checkpoint)).rejects.toBeInstanceOf(Cancelled)
        })
      })
      expect(() => scope.call(() => {})).toThrow('only inside the scope')
      await expect(openNursery((nursery) => nursery.cancelScope.call(() => 'called'))).resolves.toBe('called')
    }))

  test('CancelScope.call is code of the task that calls; once that has ended, of the one that opened the scope', () =>
    run(async function opener() {
      const scope = new CancelScope()
      const ended = Promise.withResolvers<void>()
      let late: Promise<string | undefined> | undefined
      await scope.run(async () => {
        await openNursery((nursery) => {
          nursery.startSoon(async function caller() {
            expect(ownerInside(scope)).toBe('caller')
            late = ended.promise.then(() => ownerInside(scope))
          })
        })
        ended.resolve()
        expect(await late).toBe('opener')
      })
    }))

  test('CancelScope.call from another run is code of the task that opened the scope', async () => {
    const scope = new CancelScope()
    const over = Promise.withResolvers<void>()
    const opening = run(async function opener() {
      await scope.run(() => over.promise)
    })
    await run(async function other() {
      expect(ownerInside(scope)).toBe('opener')
    })
    over.resolve()
    await opening
  })

  test('outside any run a cancellation names no task', async () => {
    const scope = new CancelScope()
    await scope.run(() => {
      scope.cancel()
      return expect(checkpoint()).rejects.toMatchObject({ source: 'explicit', taskName: undefined })
    })
  })

  test('CancelScope.call from outside any run is code of the task that opened the scope', async () => {
    let fromOutside: (() => void) | undefined
    const outside = new Promise<void>((resolve) => {
      fromOutside = resolve
    })
    const scope = new CancelScope()
    const inside = virtual(() => scope.run(() => outside))
    await Promise.resolve()
    expect(scope.call(currentEffectiveDeadline)).toBe(Infinity)
    fromOutside!()
    await inside
  })
})

/** The task that code of the scope belongs to, in the words of a lock. */
function ownerInside(scope: CancelScope): string | undefined {
  const lock = new Lock()
  scope.call(() => lock.acquireNowait())
  return lock.statistics().owner
}

describe('misnesting', () => {
  test('misnesting: a block left open is cancelled, waited for, and reported', () =>
    virtual(async () => {
      let inner: Promise<unknown> | undefined
      let ended = false
      const error = await rejection(
        new CancelScope().run(() => {
          inner = new CancelScope({ name: 'forgotten', shield: true }).run(async () => {
            try {
              await sleepForever()
            } finally {
              ended = true
            }
          })
        }),
      )
      expect(String(error)).toContain('(forgotten)')
      expect(ended).toBe(true)
      await expect(inner).resolves.toEqual({ cancelled: true })
      await expect(new CancelScope().run(() => void new CancelScope().run(sleepForever))).rejects.toThrow('a scope')
    }))

  test('misnesting in the body of a nursery counts as an error of the body', () =>
    virtual(async () => {
      const error = await rejection(openNursery(() => void openNursery(sleepForever, { name: 'lost' })))
      expect(error).toBeInstanceOf(NurseryError)
      expect(String(error)).toContain('await every openNursery')
    }))

  test('misnesting: blocks that a Promise.all left open are ended and waited for, and its error is the error', () =>
    virtual(async () => {
      const boom = new Error('boom')
      const log: string[] = []
      const slow = () =>
        untilCancelled(() =>
          shielded(async () => {
            await sleep(20)
            log.push('cleaned')
          }),
        )
      const failing = new CancelScope().run(() =>
        Promise.all([openNursery(slow), sleep(1).then(() => Promise.reject(boom))]),
      )
      await expect(failing).rejects.toBe(boom)
      expect(await moveOnAfter(10, () => Promise.all([openNursery(slow), sleepForever()]))).toEqual({ cancelled: true })
      expect(log).toEqual(['cleaned', 'cleaned'])
    }))

  test('misnesting: all blocks left open are waited for, the slowest too', () =>
    virtual(async () => {
      const slow = (ms: number) => openNursery(() => untilCancelled(() => shielded(() => sleep(ms))))
      const failing = new CancelScope().run(() => Promise.all([slow(5), slow(30), Promise.reject(new Error('boom'))]))
      await expect(failing).rejects.toThrow('boom')
      expect(currentTime()).toBe(30)
    }))

  test('operations nobody awaited end with their block, without an unhandled rejection', () =>
    virtual(async () => {
      let floating: Promise<void> | undefined
      await new CancelScope().run(() => {
        floating = sleep(1_000)
      })
      await expect(floating).rejects.toMatchObject({ source: 'shutdown' })
      await openNursery((nursery) => {
        nursery.startSoon(async () => void sleep(1_000))
        nursery.startSoon(async () => {
          void sleep(1_000)
          void openNursery(() => {})
        })
      }).catch(() => {})
      expect(currentTime()).toBe(0)
    }))
})

describe('time limits', () => {
  test('moveOnAfter and moveOnAt: the outcome says whether it was cut short', () =>
    virtual(async () => {
      expect(await moveOnAfter(10, () => sleep(20))).toEqual({ cancelled: true })
      expect(currentTime()).toBe(10)
      expect(await moveOnAfter(10, () => 'in time')).toEqual({ cancelled: false, value: 'in time' })
      expect(await moveOnAt(15, () => sleep(20))).toEqual({ cancelled: true })
      expect(currentTime()).toBe(15)
      await expect(moveOnAfter(-1, () => {})).rejects.toThrow(RangeError)
      await expect(moveOnAt(Number.NaN, () => {})).rejects.toThrow(RangeError)
    }))

  test.each([
    [moveOnAfter, 'moveOnAfter takes a number of ms from 0 to Infinity, not undefined.'],
    [failAfter, 'failAfter takes a number of ms from 0 to Infinity, not undefined.'],
    [moveOnAt, "moveOnAt takes a time on the run's clock, not undefined."],
    [failAt, "failAt takes a time on the run's clock, not undefined."],
  ])('%o: a limit that somebody forgot is refused', (limited, sentence) =>
    virtual(async () => {
      await expect(limited(undefined as never, () => {})).rejects.toThrow(new RangeError(sentence))
    }),
  )

  test('moveOnAfter with a shield holds out against an outer cancellation', () =>
    virtual(async () => {
      await moveOnAfter(5, () => moveOnAfter(50, sleepForever, { shield: true }))
      expect(currentTime()).toBe(50)
    }))

  test('failAfter and failAt: TooSlowError says which scope, how long, and what was waited for', () =>
    virtual(async () => {
      const error = (await rejection(failAfter(10, () => sleep(25)))) as TooSlowError
      expect(error).toBeInstanceOf(TooSlowError)
      expect(error.message).toBe('failAfter(10) took longer than 10 ms, while waiting for sleep (15 ms left)')
      expect(error).toMatchObject({ scopeName: 'failAfter(10)', timeout: 10, waitingFor: 'sleep (15 ms left)' })
      const named = await rejection(
        failAt(30, () => openNursery((nursery) => void nursery.startSoon(sleepForever)), { name: 'download' }),
      )
      expect(String(named)).toBe('TooSlowError: download took longer than 20 ms, while waiting for sleepForever')
      const at = currentTime() + 5
      expect(String(await rejection(failAt(at, sleepForever)))).toBe(
        `TooSlowError: failAt(${at}) took longer than 5 ms, while waiting for sleepForever`,
      )
      expect(await failAfter(10, () => 'in time')).toBe('in time')
    }))

  test('failAfter: a body that was not blocked was waiting for nothing', () =>
    virtual(async () => {
      expect(String(await rejection(failAfter(0, checkpoint)))).toBe('TooSlowError: failAfter(0) took longer than 0 ms')
    }))

  test('mend of #698: a manual cancel of its scope moves on instead of posing as a time-out', () =>
    virtual(async () => {
      const value = await failAfter(10, async (scope) => {
        scope.cancel()
        await checkpoint()
      })
      expect(value).toBeUndefined()
    }))

  test('failAfter fires neither when an outer scope absorbs nor when no checkpoint ran after expiry', () =>
    virtual(async () => {
      expect((await moveOnAfter(5, () => failAfter(5, sleepForever))).cancelled).toBe(true)
      const done = await failAfter(5, async (scope) => {
        scope.deadline = currentTime()
        return 'done'
      })
      expect(done).toBe('done')
    }))

  test('currentEffectiveDeadline: the nearest deadline up to a shield, -Infinity when cancelled', () =>
    virtual(async () => {
      expect(currentEffectiveDeadline()).toBe(Infinity)
      await moveOnAfter(100, async () => {
        await moveOnAfter(200, async () => {
          expect(currentEffectiveDeadline()).toBe(100)
          await new CancelScope({ shield: true, timeout: 300 }).run((scope) => {
            expect(currentEffectiveDeadline()).toBe(300)
            scope.cancel()
            expect(currentEffectiveDeadline()).toBe(-Infinity)
          })
        })
      })
    }))
})

describe('Cancelled', () => {
  test('Cancelled has no public constructor', () => {
    const Constructor = Cancelled as unknown as new () => Error
    expect(() => new Constructor()).toThrow('scope.cancel(reason)')
  })

  test('Cancelled says why and by whom, whatever the reason is', () =>
    virtual(async () => {
      const messageOf = async (reason: unknown) => {
        let message = ''
        await openNursery(async function body(nursery) {
          nursery.startSoon(async function boss() {
            nursery.cancelScope.cancel(reason)
          })
          await sleepForever().catch((error: Cancelled) => {
            message = error.message
          })
        })
        return message
      }
      expect(await messageOf(undefined)).toBe('cancelled due to explicit from task boss')
      expect(await messageOf('too late')).toBe("cancelled due to explicit with reason 'too late' from task boss")
      expect(await messageOf(new Error('e'))).toContain("with reason 'e'")
      expect(await messageOf(null)).toContain("'null'")
      expect(await messageOf(Symbol('s'))).toContain("'Symbol(s)'")
      expect(await messageOf(Object.create(null))).toContain('[object Object]')
    }))

  test('Cancelled: a child scope has the reason of its parent', () =>
    virtual(async () => {
      let seen: unknown
      await new CancelScope().run(async (outer) => {
        outer.cancel('from outside')
        await new CancelScope().run(async () => {
          seen = await rejection(checkpoint())
          throw seen
        })
      })
      expect(seen).toMatchObject({ reason: 'from outside' })
    }))

  test('isCancelled and rethrowIfCancelled look into groups and SuppressedErrors', async () => {
    const cancelled = await virtual(async () => {
      let seen: unknown
      await new CancelScope().run(async (scope) => {
        scope.cancel()
        seen = await rejection(checkpoint())
      })
      return seen
    })
    const real = new Error('real')
    expect(isCancelled(cancelled)).toBe(true)
    expect(isCancelled(new NurseryError([cancelled, new AggregateError([cancelled])]))).toBe(true)
    expect(isCancelled(new NurseryError([cancelled, real]))).toBe(false)
    expect(isCancelled(new AggregateError([]))).toBe(false)
    expect(isCancelled(new SuppressedError(cancelled, cancelled))).toBe(true)
    expect(isCancelled(new SuppressedError(cancelled, real))).toBe(false)
    expect(isCancelled('text')).toBe(false)
    expect(() => rethrowIfCancelled(cancelled)).toThrow(Cancelled)
    expect(rethrowIfCancelled(real)).toBeUndefined()
  })
})

describe('absorption', () => {
  const absorb = (compose: (cancelled: unknown) => unknown) =>
    virtual(() =>
      new CancelScope().run(async (scope) => {
        scope.cancel()
        throw compose(await rejection(checkpoint()))
      }),
    )

  test('absorption keeps the real half of a SuppressedError, whichever it is', async () => {
    const real = new Error('real')
    const other = new Error('other')
    expect(await rejection(absorb((cancelled) => new SuppressedError(cancelled, real)))).toBe(real)
    expect(await rejection(absorb((cancelled) => new SuppressedError(real, cancelled)))).toBe(real)
    expect(await absorb((cancelled) => new SuppressedError(cancelled, cancelled))).toEqual({ cancelled: true })
    const both = new SuppressedError(real, other)
    expect(await rejection(absorb(() => both))).toBe(both)
    const mixed = (await rejection(
      absorb((cancelled) => new SuppressedError(new AggregateError([cancelled, real], 'm'), other)),
    )) as SuppressedError
    expect((mixed.error as AggregateError).errors).toEqual([real])
    expect(mixed.suppressed).toBe(other)
  })

  test('absorption takes cancellations out of plain AggregateErrors too, and leaves others alone', async () => {
    const real = new Error('real')
    const cause = new Error('cause')
    const rest = (await rejection(
      absorb((cancelled) => new AggregateError([cancelled, real], 'several', { cause })),
    )) as AggregateError
    expect([rest.message, rest.errors, rest.cause]).toEqual(['several', [real], cause])
    const untouched = new AggregateError([real])
    expect(await rejection(absorb(() => untouched))).toBe(untouched)
    expect(await absorb((cancelled) => new AggregateError([cancelled]))).toEqual({ cancelled: true })
  })
})

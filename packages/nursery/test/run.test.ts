import { describe, expect, test } from 'vitest'
import {
  Cancelled,
  CancelScope,
  checkpoint,
  currentStatistics,
  currentTime,
  DeadlockError,
  defer,
  dumpTaskTree,
  NurseryError,
  openNursery,
  run,
  RunFinishedError,
  abandonable,
  abortable,
  sleep,
  sleepForever,
} from '../src/index.ts'
import { MockClock } from '../src/mock-clock.ts'
import { waitAllTasksBlocked } from '../src/wait-all-tasks-blocked.ts'
import { rejection, shielded, untilCancelled, virtual } from './support/virtual.ts'

/** What Node does when nothing is left to wait for. */
async function runDry(): Promise<void> {
  process.emit('beforeExit', 0)
  await new Promise((resolve) => setImmediate(resolve))
}

describe('run', () => {
  test('run has the value of main', async () => {
    expect(await run(() => 5)).toBe(5)
    expect(await run(async () => 6)).toBe(6)
  })

  test('run takes the function, not its promise', async () => {
    const promise = Promise.resolve() as unknown as () => void
    await expect(run(promise)).rejects.toThrow('run(main), not run(main())')
  })

  test('run inside a run is refused, and works again afterwards', async () => {
    await expect(run(() => run(() => {}))).rejects.toThrow('inside a run already')
    await expect(openNursery(() => run(() => {}))).rejects.toThrow('inside a run already')
    let later: (() => Promise<number>) | undefined
    await run(() => {
      later = () => run(() => 8)
    })
    expect(await later!()).toBe(8)
  })

  test('outside any run the operations work too', async () => {
    const start = currentTime()
    await openNursery((nursery) => void nursery.startSoon(() => sleep(5)))
    expect(currentTime() - start).toBeGreaterThanOrEqual(5)
    await checkpoint()
  })

  test('run: aborting the signal cancels the root scope', async () => {
    const controller = new AbortController()
    const running = run(
      async () => {
        controller.abort('enough')
        await sleepForever()
      },
      { signal: controller.signal },
    )
    await expect(running).rejects.toMatchObject({ source: 'signal', reason: 'enough' })
    await expect(run(checkpoint, { signal: controller.signal })).rejects.toBeInstanceOf(Cancelled)
  })

  test('run waits for a block that main left open, and says so', async () => {
    let ended = false
    const error = await rejection(
      run(() => {
        void openNursery(() =>
          sleepForever().finally(() => {
            ended = true
          }),
        )
      }),
    )
    expect([ended, String(error)]).toEqual([true, expect.stringContaining('await every openNursery')])
  })

  test('run: code that outlives it gets RunFinishedError', async () => {
    let late: Promise<unknown> | undefined
    await run(() => {
      late = new Promise((resolve) => setTimeout(resolve, 1)).then(() => sleep(1))
    })
    await expect(late).rejects.toBeInstanceOf(RunFinishedError)
  })

  test('an orphan of a block belongs to the nearest block around it that is open', () =>
    virtual(async () => {
      let orphan: Promise<unknown> | undefined
      const outcome = await new CancelScope().run(async (scope) => {
        let release: (() => void) | undefined
        const released = new Promise<void>((resolve) => {
          release = resolve
        })
        await openNursery((nursery) => {
          nursery.startSoon(() => {
            orphan = released.then(sleepForever)
            orphan.catch(() => {}) // it may end some turns before anybody asks
          })
        })
        release!()
        await sleep(1)
        scope.cancel()
        await sleepForever()
      })
      expect(outcome.cancelled).toBe(true)
      await expect(orphan).rejects.toBeInstanceOf(Cancelled)
    }))

  test('an orphan of a task in a nursery that is still open', () =>
    virtual(async () => {
      const log: string[] = []
      const orphan = async () => {
        await Promise.resolve()
        await sleep(2)
        log.push('orphan')
      }
      await openNursery(async (nursery) => {
        nursery.startSoon(() => {
          void orphan()
        })
        await sleep(5)
      })
      expect(log).toEqual(['orphan'])
    }))
})

describe('DeadlockError', () => {
  const onTheWay = new Error('on its way')

  test('DeadlockError when Node runs dry: the tree with what each task waits for, and clean-up runs', async () => {
    let cleaned = false
    const running = run(
      () =>
        openNursery(
          async (nursery) => {
            nursery.startSoon(async function stuck() {
              try {
                await sleepForever()
              } finally {
                await new CancelScope({ shield: true }).run(checkpoint)
                cleaned = true
              }
            })
            await sleepForever()
          },
          { name: 'hall' },
        ),
      { name: 'demo' },
    )
    const failed = rejection(running)
    await checkpoint()
    await runDry()
    const error = await failed
    expect(error).toBeInstanceOf(DeadlockError)
    expect((error as Error).message).toBe(
      [
        'Every task is blocked and nothing is left to wake one:',
        'run demo',
        '  task anonymous: waiting for sleepForever',
        '    nursery hall',
        '      task stuck: waiting for sleepForever',
      ].join('\n'),
    )
    expect(cleaned).toBe(true)
  })

  test('DeadlockError: what hangs behind a shield fails at the second attempt', async () => {
    const failed = rejection(
      run(() =>
        openNursery(async (nursery) => {
          nursery.startSoon(() => new CancelScope({ shield: true }).run(sleepForever))
          nursery.startSoon(() => Promise.all([sleepForever(), new CancelScope({ shield: true }).run(sleepForever)]))
        }),
      ),
    )
    await runDry()
    await runDry()
    expect(await failed).toBeInstanceOf(DeadlockError)
  })

  test('DeadlockError: main that hangs on something foreign is left there', async () => {
    const failed = rejection(run(() => new Promise(() => {})))
    await runDry()
    await runDry()
    await runDry()
    expect(await failed).toBeInstanceOf(DeadlockError)
  })

  test('DeadlockError outside any run: what is blocked is cancelled, and a new implicit run takes over', async () => {
    const blocked = rejection(openNursery(sleepForever))
    const asleep = rejection(sleepForever())
    await runDry()
    for (const error of await Promise.all([blocked, asleep])) {
      expect(error).toMatchObject({ source: 'shutdown', reason: expect.any(DeadlockError) as unknown })
    }
    await expect(checkpoint()).resolves.toBeUndefined()
    await runDry()
  })

  test('DeadlockError outside any run: of a single operation too', async () => {
    const asleep = rejection(sleepForever())
    await runDry()
    expect(await asleep).toMatchObject({ source: 'shutdown', reason: expect.any(DeadlockError) as unknown })
  })

  test('DeadlockError outside any run: a block that never ends is given up after three attempts', async () => {
    await checkpoint()
    const watching = process.listenerCount('beforeExit')
    // Nothing blocks here, so there is nothing to give up.
    for (let attempt = 0; attempt < 4; attempt++) await runDry()
    expect(process.listenerCount('beforeExit')).toBe(watching)
    void openNursery(() => new Promise(() => {}))
    for (let attempt = 0; attempt < 4; attempt++) await runDry()
    expect(process.listenerCount('beforeExit')).toBe(watching - 1)
    await expect(checkpoint()).resolves.toBeUndefined()
  })

  test('DeadlockError under autojump: with nothing to jump to it is an error, not a spin', async () => {
    await expect(virtual(sleepForever)).rejects.toBeInstanceOf(DeadlockError)
  })

  test.for<[what: string, main: () => unknown, cause: unknown]>([
    [
      'an error on its way when a clean-up blocked',
      async () => {
        defer(sleepForever)
        throw onTheWay
      },
      onTheWay,
    ],
    [
      'an error of a clean-up',
      () =>
        untilCancelled(() => {
          throw onTheWay
        }),
      onTheWay,
    ],
    [
      'one that carries another, which is a cancellation',
      () =>
        sleepForever().catch((cancelled: unknown) => {
          throw new SuppressedError(onTheWay, cancelled)
        }),
      onTheWay,
    ],
    [
      'one that the deadlock itself was thrown over',
      () =>
        shielded(sleepForever).catch((deadlock: unknown) => {
          throw new SuppressedError(deadlock, onTheWay)
        }),
      onTheWay,
    ],
    [
      'undefined',
      () =>
        untilCancelled(() => {
          // oxlint-disable-next-line no-throw-literal -- an error like any other
          throw undefined
        }),
      undefined,
    ],
  ])('DeadlockError keeps as its cause %s', async ([, main, cause]) => {
    const error = await rejection(virtual(main))
    expect(error).toBeInstanceOf(DeadlockError)
    expect(error).toHaveProperty('cause', cause)
  })

  test('DeadlockError keeps the group of a nursery, without cancellations and without itself', async () => {
    const error = (await rejection(
      virtual(() =>
        openNursery((nursery) => {
          nursery.startSoon(() => {
            throw onTheWay
          })
          nursery.startSoon(() => untilCancelled(() => shielded(sleepForever)))
          nursery.startSoon(sleepForever)
        }),
      ),
    )) as DeadlockError
    expect(error).toBeInstanceOf(DeadlockError)
    expect(error.cause).toBeInstanceOf(NurseryError)
    expect((error.cause as NurseryError).errors).toEqual([onTheWay])
  })

  test.for<[what: string, main: () => unknown]>([
    ['cancellations', sleepForever],
    ['itself', () => shielded(sleepForever)],
    ['a group of both', () => Promise.all([shielded(sleepForever), sleepForever()])],
    ['nothing', () => sleepForever().catch(() => 'well')],
  ])('DeadlockError has no cause where main failed with %s', async ([, main]) => {
    const error = await rejection(virtual(main))
    expect(error).toBeInstanceOf(DeadlockError)
    expect(error).not.toHaveProperty('cause')
  })

  test('no listener stays on the process once runs have ended', async () => {
    await checkpoint()
    const before = process.listenerCount('beforeExit')
    for (let index = 0; index < 20; index++) await run(checkpoint)
    expect(process.listenerCount('beforeExit')).toBe(before)
  })
})

describe('dumpTaskTree', () => {
  test('dumpTaskTree shows blocks, deadlines, shields, cancellations and waits', () =>
    run(
      async () => {
        let text = ''
        await openNursery(
          async (nursery) => {
            async function worker() {
              await Promise.all([
                sleep(1_000),
                new CancelScope({ name: 'inner', timeout: 500, shield: true }).run(sleepForever),
              ])
            }
            nursery.startSoon(worker)
            const joined = nursery.startSoon(sleepForever)
            nursery.startSoon(async function joiner() {
              await joined.join()
            })
            nursery.startSoon(async function nested() {
              await openNursery((inside) => void inside.startSoon(sleepForever), { name: 'small' })
            })
            await new CancelScope().run(async () => {
              await waitAllTasksBlocked()
              text = dumpTaskTree()
            })
            nursery.cancelScope.cancel('seen enough')
            await checkpoint().catch(() => {
              text += `\n${dumpTaskTree().split('\n')[2]}`
            })
            nursery.startSoon(async function late() {})
            expect(dumpTaskTree()).toContain('task late: pending')
          },
          { name: 'big' },
        )
        expect(text.split('\n')).toEqual([
          'run tree',
          '  task anonymous: running',
          '    nursery big',
          '      scope',
          '      task worker: waiting for sleep (1000 ms left) and sleepForever',
          '        scope inner (500 ms left, shielded)',
          '      task sleepForever: waiting for sleepForever',
          '      task joiner: waiting for join of sleepForever',
          '      task nested: waiting for the tasks of small',
          '        nursery small',
          '          task sleepForever: waiting for sleepForever',
          "    nursery big (cancelled due to explicit with reason 'seen enough' from task anonymous)",
        ])
      },
      { name: 'tree', clock: new MockClock() },
    ))

  test('what waits without a time limit is none of the clock’s business', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        nursery.startSoon(sleepForever)
        await sleep(1)
        expect(currentStatistics()).toMatchObject({ tasksBlocked: 1, timers: 0 })
        nursery.cancelScope.cancel()
      }),
    ))

  test('dumpTaskTree and currentStatistics count what was abandoned', () =>
    virtual(async () => {
      await new CancelScope().run(async (scope) => {
        scope.cancel()
        await abandonable(new Promise(() => {}))
      })
      expect(dumpTaskTree()).toContain('abandoned promises still pending: 1')
      expect(currentStatistics()).toEqual({
        tasksLiving: 1,
        tasksBlocked: 0,
        timers: 0,
        foreign: 0,
        abandoned: { pending: 1, fulfilled: 0, rejected: 0 },
      })
    }))
})

describe('run, when several things go wrong', () => {
  test('a signal that aborts is no error beside the error of a clean-up', async () => {
    const controller = new AbortController()
    const boom = new Error('boom')
    const running = run(
      () =>
        openNursery((nursery) => {
          nursery.startSoon(() => untilCancelled(() => Promise.reject(boom)))
          nursery.startSoon(() => sleepForever())
          nursery.startSoon(() => controller.abort('stop'))
        }),
      { signal: controller.signal },
    )
    expect(await rejection(running)).toMatchObject({ errors: [boom] })
    const only = run(() => sleepForever(), { signal: AbortSignal.abort('stop') })
    expect(await rejection(only)).toBeInstanceOf(Cancelled)
  })

  test('a deadlock with foreign work that obeys no signal fails the run, and nothing else', async () => {
    const running = rejection(run(() => abortable(() => new Promise(() => {}))))
    for (let attempt = 0; attempt < 3; attempt++) await runDry()
    expect(await running).toBeInstanceOf(DeadlockError)
  })

  test('a process that runs dry lets the clock jump before it says deadlock', async () => {
    const running = virtual(() =>
      abortable(async () => {
        await sleep(1_000)
        return currentTime()
      }),
    )
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    await runDry()
    expect(await running).toBe(1_000)
  })

  test('dumpTaskTree names a task that isn’t ready yet, and what it waits for', () =>
    virtual(() =>
      openNursery(async (nursery) => {
        nursery.startSoon(() =>
          nursery.start(async function server() {
            await sleepForever()
          }),
        )
        await waitAllTasksBlocked()
        expect(dumpTaskTree()).toContain('task server: waiting for sleepForever (starting)')
        nursery.cancelScope.cancel()
      }),
    ))
})

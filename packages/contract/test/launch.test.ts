import { describe, expect, test, vi } from 'vitest'
import { launch, RunCancelled, type Ports, type Settle, type TraceEvent } from '../src/index.ts'

type Cut = (cancelled: RunCancelled) => void

function setUp(options: { signal?: AbortSignal; trace?: (event: TraceEvent) => void } = {}) {
  const events: TraceEvent[] = []
  const stop = vi.fn<Cut>()
  let settle: Settle<number> | undefined
  const ports: Ports = {
    // No program of these tests asks for anything over the network.
    dispatcher: undefined as never,
    out: () => {},
    trace: (event) => {
      events.push(event)
      options.trace?.(event)
    },
    ...(options.signal && { signal: options.signal }),
  }
  const run = launch<number>(ports, {
    program: 'spinner',
    describe: (status) => `<Test ${status}>`,
    start: (given) => {
      settle = given
      return stop
    },
  })
  return { run, stop, events, settle: () => settle! }
}

describe('launch', () => {
  test('moves from pending to running to done, and settles with the result', async () => {
    const { run, settle } = setUp()
    expect(run.status).toBe('pending')
    settle().running()
    expect(run.status).toBe('running')
    expect(run.describe()).toBe('<Test running>')
    settle().done(42)
    expect(run.status).toBe('done')
    expect(await run.result).toBe(42)
  })

  test('keeps the first end only', async () => {
    const { run, settle, events } = setUp()
    settle().done(42)
    settle().failed(new Error('too late'))
    settle().running()
    expect(run.status).toBe('done')
    expect(await run.result).toBe(42)
    expect(events.filter((event) => event.kind === 'run.end')).toHaveLength(1)
  })

  test('passes the first cancel on, once, and settles only when the model says so', async () => {
    const { run, stop, settle } = setUp()
    settle().running()
    run.cancel('first')
    run.cancel('second')
    expect(stop).toHaveBeenCalledTimes(1)
    expect(run.status).toBe('running')
    const [cancelled] = stop.mock.calls[0]!
    expect(cancelled.reason).toBe('first')
    settle().failed(cancelled)
    expect(run.status).toBe('cancelled')
    await expect(run.result).rejects.toBe(cancelled)
  })

  test('anything may be a reason', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const told = [10n, circular, { toJSON: () => circular }, Symbol('why'), { code: 7 }, undefined]
    const messages = told.map((reason) => {
      const { run, stop } = setUp()
      run.cancel(reason)
      const [cancelled] = stop.mock.calls[0]!
      expect(cancelled.reason).toBe(reason)
      return cancelled.message.replace('The run was cancelled', '')
    })
    expect(messages).toEqual([': 10', ': [object Object]', ': [object Object]', ': symbol', ': {"code":7}', '.'])
    const { run } = setUp({ signal: AbortSignal.abort(circular) })
    expect(run.status).toBe('cancelled')
    await expect(run.result).rejects.toMatchObject({ reason: circular })
  })

  test('a cancel at the news of the end is too late', async () => {
    const controller = new AbortController()
    const { run, settle, stop, events } = setUp({
      signal: controller.signal,
      trace: ({ kind }) => {
        if (kind !== 'run.end') return
        controller.abort()
        run.cancel()
      },
    })
    settle().done(42)
    expect(events.map(({ kind }) => kind)).toEqual(['run.start', 'run.end'])
    expect(stop).not.toHaveBeenCalled()
    expect(run.status).toBe('done')
    expect(await run.result).toBe(42)
  })

  test('a result that was quicker than the cancel wins', async () => {
    const { run, settle } = setUp()
    run.cancel()
    settle().done(42)
    expect(run.status).toBe('done')
    expect(await run.result).toBe(42)
  })

  test('an aborted signal starts nothing', async () => {
    const signal = AbortSignal.abort('never mind')
    const { run, settle, events } = setUp({ signal })
    expect(settle()).toBeUndefined()
    expect(run.status).toBe('cancelled')
    await expect(run.result).rejects.toMatchObject({ name: 'RunCancelled', reason: 'never mind' })
    expect(events.map((event) => event.kind)).toEqual(['run.start', 'cancel.requested', 'run.end'])
  })

  test('the signal cancels, and is let go of at the end', async () => {
    const controller = new AbortController()
    const { run, stop, settle } = setUp({ signal: controller.signal })
    controller.abort('by signal')
    expect(stop.mock.calls[0]![0].reason).toBe('by signal')
    settle().failed(stop.mock.calls[0]![0])
    await expect(run.result).rejects.toBeInstanceOf(RunCancelled)

    const other = new AbortController()
    const removed = vi.spyOn(other.signal, 'removeEventListener')
    const second = setUp({ signal: other.signal })
    second.settle().done(1)
    expect(removed).toHaveBeenCalledTimes(1)
    await second.run.result
  })

  test('a trace port that throws at the start fails the run', async () => {
    const fault = new Error('no room')
    const { run } = setUp({
      trace: () => {
        throw fault
      },
    })
    expect(run.status).toBe('failed')
    await expect(run.result).rejects.toBe(fault)
  })

  test('a trace port that throws during a cancel neither stops the cancel nor goes unseen', async () => {
    const fault = new Error('no room')
    const { run, stop, settle } = setUp({
      trace: (event) => {
        if (event.kind === 'cancel.requested') throw fault
      },
    })
    run.cancel()
    expect(stop).toHaveBeenCalledTimes(1)
    settle().failed(stop.mock.calls[0]![0])
    expect(run.status).toBe('failed')
    await expect(run.result).rejects.toBe(fault)
  })

  test('a trace port that throws again at the end does not hide what failed first', async () => {
    const first = new Error('no room')
    const { run, settle } = setUp({
      trace: (event) => {
        if (event.kind === 'run.end') throw new Error('still no room')
      },
    })
    settle().failed(first)
    await expect(run.result).rejects.toBe(first)
  })

  test('of what several ports throw, the first is told, whichever the model fails with', async () => {
    const told: unknown[] = [undefined, 'second', new Error('third')]
    const rest = told.values()
    const say = () => {
      throw rest.next().value
    }
    const dispatcher = undefined as never
    const run = launch<number>(
      { dispatcher, out: say, trace: ({ kind }) => (kind === 'run.end' ? say() : undefined) },
      {
        program: 'spinner',
        describe: () => '<Test>',
        start: ({ failed }, { out }) => {
          for (const text of ['a frame', 'what erases it']) {
            try {
              out(text)
            } catch (error) {
              if (error !== undefined) failed(error)
            }
          }
          return () => {}
        },
      },
    )
    expect(run.status).toBe('failed')
    expect(await run.result.catch((error: unknown) => ['failed with', error])).toEqual(['failed with', undefined])
    expect(rest.next().done).toBe(true)
  })

  test('a cancel from inside the start still reaches the model', () => {
    const controller = new AbortController()
    const stop = vi.fn<Cut>()
    const ports: Ports = { dispatcher: undefined as never, out: () => {}, trace: () => {}, signal: controller.signal }
    const run = launch<number>(ports, {
      program: 'spinner',
      describe: () => '<Test>',
      start: () => {
        controller.abort('early')
        return stop
      },
    })
    expect(stop).toHaveBeenCalledTimes(1)
    expect(run.status).toBe('pending')
  })
})

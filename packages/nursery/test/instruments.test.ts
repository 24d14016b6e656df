import { channel } from 'node:diagnostics_channel'
import { describe, expect, test, vi } from 'vitest'
import {
  abandonable,
  abortable,
  CancelScope,
  checkpoint,
  Condition,
  openNursery,
  run,
  sleep,
  sleepForever,
  Tracer,
  moveOnAfter,
  type Instrument,
  type Task,
  type TaskStatus,
} from '../src/index.ts'
import { virtual } from './support/virtual.ts'

/** The lines of a trace, with the times that vary left out. */
async function traceOf(main: (print: (line: string) => void) => Promise<unknown>): Promise<string[]> {
  const lines: string[] = []
  const print = (line: string) => void lines.push(line.replace(/\d[\d.e-]* seconds/, 'N seconds'))
  await run(() => main(print), { instruments: [new Tracer(print)] })
  return lines
}

describe('Tracer', () => {
  test('Tracer prints the tutorial’s lines, in Trio’s order', async () => {
    const lines: string[] = []
    const print = (line: string) => void lines.push(line.replace(/\d[\d.e-]* seconds/, 'N seconds'))
    async function child1() {
      print('  child1: started! sleeping now...')
      await sleep(10)
      print('  child1: exiting!')
    }
    async function child2() {
      print('  child2: started! sleeping now...')
      await sleep(10)
      print('  child2: exiting!')
    }
    async function parent() {
      print('parent: started!')
      await openNursery((nursery) => {
        print('parent: spawning child1...')
        nursery.startSoon(child1)
        print('parent: spawning child2...')
        nursery.startSoon(child2)
        print('parent: waiting for children to finish...')
      })
      print('parent: all done!')
    }
    await virtual(parent, { instruments: [new Tracer(print)] })
    expect(lines).toEqual([
      '!!! run started',
      '### new task spawned: parent',
      '### task scheduled: parent',
      '### doing a quick check for I/O',
      '### finished I/O check (took N seconds)',
      '>>> about to run one step of task: parent',
      'parent: started!',
      'parent: spawning child1...',
      '### new task spawned: child1',
      '### task scheduled: child1',
      'parent: spawning child2...',
      '### new task spawned: child2',
      '### task scheduled: child2',
      'parent: waiting for children to finish...',
      '<<< task step finished: parent',
      '### doing a quick check for I/O',
      '### finished I/O check (took N seconds)',
      '>>> about to run one step of task: child1',
      '  child1: started! sleeping now...',
      '<<< task step finished: child1',
      '>>> about to run one step of task: child2',
      '  child2: started! sleeping now...',
      '<<< task step finished: child2',
      '### waiting for I/O for up to N seconds',
      '### finished I/O check (took N seconds)',
      '### task scheduled: child1',
      '### task scheduled: child2',
      '>>> about to run one step of task: child1',
      '  child1: exiting!',
      '### task exited: child1',
      '<<< task step finished: child1',
      '>>> about to run one step of task: child2',
      '  child2: exiting!',
      '### task scheduled: parent',
      '### task exited: child2',
      '<<< task step finished: child2',
      '### doing a quick check for I/O',
      '### finished I/O check (took N seconds)',
      '>>> about to run one step of task: parent',
      'parent: all done!',
      '### task exited: parent',
      '<<< task step finished: parent',
      '!!! run finished',
    ])
  })

  test('Tracer prints to the console by default', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await run(() => {}, { instruments: [new Tracer()] })
    expect(log).toHaveBeenCalledWith('!!! run started')
    log.mockRestore()
  })

  test('Tracer: a checkpoint schedules the task before its step ends', async () => {
    const lines = await traceOf(async (print) => {
      await checkpoint()
      print('after')
    })
    const checkpointAt = lines.indexOf('after')
    expect(lines.slice(checkpointAt - 5, checkpointAt)).toEqual([
      '### task scheduled: anonymous',
      '<<< task step finished: anonymous',
      '### doing a quick check for I/O',
      '### finished I/O check (took N seconds)',
      '>>> about to run one step of task: anonymous',
    ])
  })
})

describe('instruments', () => {
  test('instruments: each step begins and ends before the next, foreign awaits included', async () => {
    const steps: string[] = []
    const instrument: Instrument = {
      beforeTaskStep: (task) => steps.push(`> ${task.name}`),
      afterTaskStep: (task) => steps.push(`< ${task.name}`),
    }
    await run(
      () =>
        openNursery(async (nursery) => {
          nursery.startSoon(async function foreign() {
            await new Promise((resolve) => setTimeout(resolve, 5))
            await checkpoint()
          })
          nursery.startSoon(async function own() {
            await checkpoint()
            await moveOnAfter(5, sleepForever)
          })
          await nursery.start(async function started(status: TaskStatus) {
            status.started()
          })
        }),
      { instruments: [instrument] },
    )
    for (let index = 0; index < steps.length; index += 2) {
      expect(steps[index]!.replace('>', '<')).toBe(steps[index + 1])
    }
    expect(steps).toContain('> foreign')
  })

  test('instruments: a start is told as any task is, and what its caller waits for', async () => {
    const told: string[] = []
    const instrument: Instrument = {
      taskSpawned: (task) => told.push(`spawned ${task.name}`),
      taskBlocked: (task, on) => told.push(`${task.name} blocked on ${on}`),
    }
    const ready = async (status: TaskStatus) => status.started()
    await run(
      async function caller() {
        await openNursery((nursery) => nursery.start(ready))
      },
      { instruments: [instrument] },
    )
    expect(told).toEqual(expect.arrayContaining(['spawned ready', 'caller blocked on the start of ready']))
  })

  test('instruments: taskBlocked says on what', async () => {
    const blocked: string[] = []
    await virtual(() => sleep(5), {
      instruments: [{ taskBlocked: (task, on) => blocked.push(`${task.name} on ${on}`) }],
    })
    expect(blocked).toEqual(['anonymous on sleep'])
  })

  test('instruments: beforeIoWait and afterIoWait say how long the wait may last, without end when no deadline is near', async () => {
    const waits: number[] = []
    const answer = Promise.withResolvers<void>()
    const instrument: Instrument = {
      beforeIoWait(timeout) {
        waits.push(timeout)
        // An answer that comes sooner needs no wait: on a busy machine a timer of 1 ms may be that quick.
        if (timeout === Infinity) setImmediate(answer.resolve)
      },
      afterIoWait: (timeout) => waits.push(-timeout),
    }
    await virtual(
      async () => {
        await sleep(5)
        await abortable(() => answer.promise)
      },
      { instruments: [instrument] },
    )
    expect(waits.filter(Boolean)).toEqual([5, -5, Infinity, -Infinity])
  })

  test('instruments: one that throws is dropped and reported, never the run', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {})
    let calls = 0
    const bad: Instrument = {
      taskSpawned() {
        calls++
        throw new Error('instrument')
      },
      taskExited: () => calls++,
    }
    const good: string[] = []
    await run(() => openNursery((nursery) => void nursery.startSoon(function child() {})), {
      instruments: [bad, { taskExited: (task) => good.push(task.name) }],
    })
    expect([calls, good]).toEqual([1, ['child', 'anonymous']])
    expect(report).toHaveBeenCalledWith('An instrument threw in taskSpawned and was dropped:', new Error('instrument'))
    report.mockRestore()
  })

  test('instruments: hooks keep their this', async () => {
    class Counter implements Instrument {
      count = 0
      beforeRun() {
        this.count++
      }
      afterRun() {
        this.count++
      }
    }
    const counter = new Counter()
    await run(() => {}, { instruments: [counter] })
    expect(counter.count).toBe(2)
  })

  test('instruments: diagnostics_channel publishes to those who subscribed before the run', async () => {
    const spawned: string[] = []
    const listen = (message: unknown) => void spawned.push((message as [{ name: string }])[0].name)
    const published = channel('interleave:nursery:taskSpawned')
    published.subscribe(listen)
    await run(function main() {
      return openNursery((nursery) => void nursery.startSoon(function child() {}))
    })
    published.unsubscribe(listen)
    await run(function unseen() {})
    expect(spawned).toEqual(['main', 'child'])
  })
})

test('a hook that cancels where a task blocks wakes it, whatever it waits for', async () => {
  const waits = {
    'condition.wait': async () => {
      const condition = new Condition()
      using _ = await condition.acquire()
      await condition.wait()
    },
    abandonable: () => abandonable(new Promise(() => {})),
    sleepForever: () => sleepForever(),
  }
  for (const [on, wait] of Object.entries(waits)) {
    const scope = new CancelScope()
    const cancelThere = { taskBlocked: (_: Task, what: string) => void (what === on && scope.cancel()) }
    const outcome = await virtual(() => scope.run(wait), { instruments: [cancelThere] })
    expect([on, outcome.cancelled]).toEqual([on, true])
  }
})

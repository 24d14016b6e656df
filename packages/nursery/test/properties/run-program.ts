import {
  CancelScope,
  currentStatistics,
  currentTime,
  defer,
  DeadlockError,
  failAfter,
  checkpoint,
  checkpointIfCancelled,
  isCancelled,
  moveOnAfter,
  type Nursery,
  openNursery,
  run,
  sleep,
  sleepForever,
  type Task,
  type TaskStatus,
} from '../../src/index.ts'
import { MockClock } from '../../src/mock-clock.ts'
import { openScopes } from '../../src/plumbing/open-scopes.ts'
import { atPace } from './host-time.ts'
import { Ledger } from './ledger.ts'
import { numbered, OUTERMOST, type Program, type Spawn, type Step, type Limit } from './program.ts'
import { Planned, nameOfFailure, shapeOf, spellShape } from './shape.ts'
import { Shared } from './shared.ts'
import { NEVER_BEGUN, Trace } from './trace.ts'

/** What came of a program that was run with the library. */
export interface Course {
  readonly trace: Trace
  readonly ledger: Ledger
  /** The error of the run, in a box. */
  readonly failure: { readonly error: unknown } | null
  readonly deadlocked: boolean
  /** Broken invariants that were noticed on the way. */
  readonly faults: readonly string[]
}

interface Place {
  readonly task: number | null
  /** The block that waits for the code here. Another one after `started()`. */
  readonly home: { block: number }
  readonly nurseries: readonly OpenNursery[]
  readonly handshake: { started(): void } | null
}

interface OpenNursery {
  readonly id: number
  readonly nursery: Nursery
}

/** Real ms after which a run counts as hanging; it takes some three. */
const HANG = 20_000

/** Turns of the host's loop in which something left behind by a run would show itself. */
const TURNS_AFTER = 2

export async function runProgram(program: Program): Promise<Course> {
  return new Runner(program).run()
}

class Runner {
  readonly #program: Program
  readonly #body: readonly Step[]
  readonly #blockIds: readonly number[]
  readonly #taskIds: readonly number[]
  readonly #trace = new Trace()
  readonly #ledger: Ledger
  readonly #faults: string[] = []
  readonly #blocks = new Map<number, Pick<CancelScope, 'cancel' | 'shield' | 'deadline'>>()
  readonly #tasks = new Map<number, Task>()
  /** Those that haven't been called yet, each with the block that waits for it. */
  readonly #notBegun = new Map<number, number>()
  readonly #shared: Shared

  constructor(program: Program) {
    const { channels, locks, semaphores, limiters } = program.resources
    this.#program = program
    const { body, census } = numbered(program.body)
    this.#body = body
    this.#blockIds = census.blocks
    this.#taskIds = census.tasks
    this.#ledger = new Ledger(channels, locks, semaphores, limiters)
    this.#shared = new Shared(program.resources, this.#ledger, this.#trace)
  }

  async run(): Promise<Course> {
    const scopesBefore = openScopes.count
    const { seed, pace } = this.#program
    const clock = new MockClock({ autojumpThreshold: 0 })
    let failure: Course['failure'] = null
    try {
      await atPace(pace, () => soon(run(() => this.#main(), { clock, ...(seed !== undefined && { seed }) })))
    } catch (error) {
      failure = { error }
    }
    const deadlocked = failure?.error instanceof DeadlockError
    this.#trace.note('run', `@${clock.now()} ${failure ? spellShape(shapeOf(failure.error)) : 'fine'}`)
    for (const [id, task] of this.#tasks) {
      this.#trace.note(`task ${id}`, task.status)
      if (this.#notBegun.has(id) && task.status === 'cancelled') this.#trace.note(`course of ${id}`, NEVER_BEGUN)
    }
    this.#trace.close()
    for (let turn = 0; turn < TURNS_AFTER; turn++) await new Promise(setImmediate)
    if (openScopes.count !== scopesBefore) this.#fault(`${openScopes.count - scopesBefore} scopes are still open`)
    this.#faults.push(...this.#shared.leftovers())
    return { trace: this.#trace, ledger: this.#ledger, failure, deadlocked, faults: this.#faults }
  }

  #fault(text: string): void {
    this.#faults.push(text)
  }

  async #main(): Promise<void> {
    const place: Place = { task: null, home: { block: OUTERMOST }, nurseries: [], handshake: null }
    try {
      await this.#nursery(place, OUTERMOST, Infinity, this.#body)
    } finally {
      const { tasksLiving, tasksBlocked, timers, foreign } = currentStatistics()
      const left = `${tasksLiving} tasks, ${tasksBlocked} blocked, ${timers} timers, ${foreign} foreign`
      if (left !== '1 tasks, 0 blocked, 0 timers, 0 foreign') this.#fault(`left at the end: ${left}`)
    }
  }

  async #all(place: Place, steps: readonly Step[]): Promise<void> {
    for (const step of steps) if (!this.#actAtOnce(place, step)) await this.#act(place, step)
  }

  /** Steps that aren't awaited. False for the others. */
  #actAtOnce(place: Place, step: Step): boolean {
    switch (step.do) {
      case 'fail':
        this.#ledger.thrown.add(nameOfFailure(step.id))
        throw new Planned(step.id)
      case 'started':
        place.handshake?.started()
        return true
      case 'cancel':
        this.#block(step.target)?.cancel()
        return true
      case 'cancelTask':
        this.#task(step.target)?.cancel()
        return true
      case 'shield': {
        const scope = this.#block(step.target)
        if (scope) scope.shield = step.on
        return true
      }
      case 'deadline': {
        const scope = this.#block(step.target)
        if (scope) scope.deadline = currentTime() + step.ms
        return true
      }
      case 'defer': {
        const options = step.timeout === undefined ? {} : { timeout: step.timeout }
        defer(() => this.#all({ ...place, handshake: null }, step.body), options)
        return true
      }
      case 'close':
        this.#shared.close(step.channel, step.end)
        return true
      case 'spawn':
        if (step.how === 'start') return false
        this.#spawn(place, step)
        return true
      default:
        return false
    }
  }

  #act(place: Place, step: Step): Promise<void> {
    if (step.do === 'sleep') return sleep(step.ms)
    if (step.do === 'forever') return sleepForever()
    if (step.do === 'checkpoint') return checkpoint()
    if (step.do === 'look') return checkpointIfCancelled()
    if (step.do === 'join') return this.#join(place, step)
    if (step.do === 'nursery') return this.#nursery(place, step.id, step.limit, step.body)
    if (step.do === 'scope') return this.#limit(place, step)
    if (step.do === 'spawn') return this.#start(place, step)
    if (step.do === 'catch') return this.#catch(place, step)
    if (step.do === 'finally') return this.#finally(place, step)
    if (step.do === 'send') return this.#shared.send(step)
    if (step.do === 'receive') return this.#shared.receive(step)
    if (step.do === 'section') return this.#shared.section(place.task, step, () => this.#all(place, step.body))
    throw new Error(`There is no step ${step.do} to await.`)
  }

  async #nursery(place: Place, id: number, limit: number, body: readonly Step[]): Promise<void> {
    let nursery: Nursery | undefined
    await this.#noteBlock(
      id,
      async () => {
        await openNursery(
          async (opened) => {
            nursery = opened
            this.#blocks.set(id, opened.cancelScope)
            const nurseries = [...place.nurseries, { id, nursery: opened }]
            await this.#all({ ...place, home: { block: id }, nurseries }, body)
          },
          { name: `b${id}`, limit },
        )
        return 'fine'
      },
      () => nursery!.cancelScope,
    )
    if (nursery!.childTasks.size > 0) this.#fault(`block ${id} has ended and lists tasks`)
  }

  #limit(place: Place, { id, kind, ms, shield, body }: Limit): Promise<void> {
    let scope: CancelScope | undefined
    const name = `b${id}`
    const inside = async (opened: CancelScope) => {
      scope = opened
      this.#blocks.set(id, opened)
      await this.#all({ ...place, home: { block: id } }, body)
      return 'fine' as const
    }
    return this.#noteBlock(
      id,
      async () => {
        if (kind === 'failAfter') return (await failAfter(ms, inside, { name, shield })) ?? 'moved on'
        const outcome =
          kind === 'moveOnAfter'
            ? await moveOnAfter(ms, inside, { name, shield })
            : await new CancelScope({ name, shield }).run(inside)
        return outcome.cancelled ? 'moved on' : outcome.value
      },
      () => scope!,
    )
  }

  async #noteBlock(id: number, block: () => Promise<string>, scope: () => CancelScope): Promise<void> {
    const start = currentTime()
    let outcome: string | undefined
    this.#ledger.begin(`block ${id}`)
    try {
      outcome = await block()
    } catch (error) {
      outcome = spellShape(shapeOf(error))
      throw error
    } finally {
      const { cancelCalled, cancelledCaught } = scope()
      const flags = `${cancelCalled ? ' called' : ''}${cancelledCaught ? ' caught' : ''}`
      this.#trace.note(`block ${id}`, `${start}..${currentTime()} ${outcome!}${flags}`)
      this.#ledger.end(`block ${id}`)
      for (const [task, home] of this.#notBegun)
        if (home === id && this.#tasks.get(task)!.status === 'cancelled') this.#ledger.taskLeft(id, task)
      this.#ledger.blockEnded(id)
    }
  }

  #spawn(place: Place, step: Spawn): void {
    const { nurseries } = place
    const { id, nursery } = targetOf(place, step)
    const work = () => this.#course(step, nurseries, { block: id }, null)
    Object.defineProperty(work, 'name', { value: `task ${step.id}` })
    try {
      const task = step.how === 'soon' ? nursery.startSoon(work) : nursery.startService(work)
      this.#tasks.set(step.id, task)
      this.#notBegun.set(step.id, id)
      this.#ledger.taskOf(id, step.id)
      if (!nursery.childTasks.has(task)) this.#fault(`task ${step.id} isn't listed`)
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#trace.note(`spawn ${step.id}`, `refused @${currentTime()}`)
    }
  }

  /** The whole of a task. */
  async #course(
    step: Spawn,
    nurseries: readonly OpenNursery[],
    home: Place['home'],
    handshake: Place['handshake'],
  ): Promise<void> {
    const start = currentTime()
    let outcome = 'fine'
    this.#notBegun.delete(step.id)
    this.#ledger.begin(`task ${step.id}`)
    try {
      await this.#all({ task: step.id, home, nurseries, handshake }, step.body)
    } catch (error) {
      outcome = spellShape(shapeOf(error))
      throw error
    } finally {
      this.#trace.note(`course of ${step.id}`, `${start}..${currentTime()} ${outcome}`)
      this.#ledger.end(`task ${step.id}`)
      this.#ledger.taskLeft(home.block, step.id)
      if (this.#shared.isHolding(step.id)) this.#fault(`task ${step.id} ended and holds something`)
    }
  }

  async #start(place: Place, step: Spawn): Promise<void> {
    const target = targetOf(place, step)
    let said = false
    let moved = false
    const work = async (status: TaskStatus) => {
      const home = { ...place.home }
      this.#ledger.taskOf(home.block, step.id)
      const started = () => {
        if (said) return
        said = true
        const before = target.nursery.childTasks.size
        status.started()
        moved = target.nursery.childTasks.size > before
        if (!moved) return
        this.#ledger.taskLeft(home.block, step.id)
        home.block = target.id
        this.#ledger.taskOf(home.block, step.id)
      }
      await this.#course(step, place.nurseries, home, { started })
    }
    Object.defineProperty(work, 'name', { value: `task ${step.id}` })
    try {
      await target.nursery.start(work)
      this.#trace.note(`start ${step.id}`, `@${currentTime()} ${moved ? 'ready' : 'ended'}`)
    } catch (error) {
      if (isRefusal(error)) {
        this.#trace.note(`spawn ${step.id}`, `refused @${currentTime()}`)
        return
      }
      this.#trace.note(`start ${step.id}`, `@${currentTime()} ${spellShape(shapeOf(error))}`)
      await passOn(error)
      if (!isCancelled(error)) throw error
    }
  }

  async #join(place: Place, step: Extract<Step, { do: 'join' }>): Promise<void> {
    const task = this.#task(step.target)
    if (!task || this.#idOfTask(step.target) === place.task) return
    try {
      await task.join()
      this.#trace.note(`join ${step.id}`, `@${currentTime()} fine`)
    } catch (error) {
      this.#trace.note(`join ${step.id}`, `@${currentTime()} ${spellShape(shapeOf(error))}`)
      await passOn(error)
      if (step.rethrow && !isCancelled(error)) throw error
    }
  }

  async #catch(place: Place, step: Extract<Step, { do: 'catch' }>): Promise<void> {
    try {
      await this.#all(place, step.body)
      return
    } catch (error) {
      if (!step.all && isCancelled(error)) throw error
      this.#ledger.account(shapeOf(error))
    }
    await this.#all(place, step.handler)
  }

  async #finally(place: Place, step: Extract<Step, { do: 'finally' }>): Promise<void> {
    let early: { error: unknown } | null = null
    try {
      await this.#all(place, step.body)
    } catch (error) {
      early = { error }
    }
    try {
      await this.#all(place, step.cleanUp)
    } catch (error) {
      if (early && step.keep) throw new SuppressedError(error, early.error)
      if (early) this.#ledger.account(shapeOf(early.error))
      throw error
    }
    if (early) throw early.error
  }

  #idOfTask(target: number): number | undefined {
    return this.#taskIds[target % this.#taskIds.length]
  }

  #task(target: number): Task | undefined {
    return this.#tasks.get(this.#idOfTask(target) ?? -1)
  }

  #block(target: number) {
    return this.#blocks.get(this.#blockIds[target % this.#blockIds.length]!)
  }
}

/** A cancellation that came from another task: is it also one of its own? */
async function passOn(error: unknown): Promise<void> {
  if (isCancelled(error)) await checkpoint()
}

function targetOf({ nurseries }: Place, { up }: Spawn): OpenNursery {
  return nurseries[nurseries.length - 1 - (up % nurseries.length)]!
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.includes('is closed to new tasks')
}

/** A hang is a failure like any other. */
async function soon(promise: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The run hangs.')), HANG)
  })
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

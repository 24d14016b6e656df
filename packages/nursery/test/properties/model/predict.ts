import { numbered, OUTERMOST, type Program, type Section, type Spawn, type Step, type Limit } from '../program.ts'
import {
  CANCELLED,
  isOnlyCancelled,
  leaf,
  nameOfFailure,
  nameOfSlow,
  nameOfUnready,
  type Shape,
  spellShape,
} from '../shape.ts'
import { NEVER_BEGUN, Trace } from '../trace.ts'
import { type ModelTask, ModelNursery, type Owner } from './model-nursery.ts'
import { modelResources, type ModelResources, WOULD_BLOCK } from './model-resources.ts'
import { ModelScope } from './model-scope.ts'
import type { Order } from './order.ts'
import { type Answer, Blocked, Simulation, Thrown } from './simulation.ts'

type Fiber = Generator<unknown, void>

/** Where a step stands. */
interface Frame {
  readonly task: ModelTask | null
  readonly scope: ModelScope
  /** Lexically around it, innermost last. */
  readonly nurseries: readonly ModelNursery[]
  readonly handshake: Handshake | null
}

/** A pending start. */
interface Handshake {
  started(): void
}

const DEFERRED = 'deferred clean-up'

/** What the laws say about a program's course, if ready tasks go on in the given order. Null stands for a deadlock. */
export function predict(program: Program, order: Order): Trace | null {
  return new Prediction(program, order).run()
}

class Prediction {
  readonly #simulation: Simulation
  readonly #resources: ModelResources
  readonly #trace = new Trace()
  readonly #body: readonly Step[]
  readonly #blockIds: readonly number[]
  readonly #taskIds: readonly number[]
  readonly #blocks = new Map<number, ModelScope>()
  readonly #tasks = new Map<number, ModelTask>()

  constructor(program: Program, order: Order) {
    this.#simulation = new Simulation(order)
    this.#resources = modelResources(this.#simulation, program.resources)
    const { body, census } = numbered(program.body)
    this.#body = body
    this.#blockIds = census.blocks
    this.#taskIds = census.tasks
  }

  run(): Trace | null {
    this.#simulation.start(this.#main())
    if (!this.#simulation.run()) return null
    for (const task of this.#tasks.values()) this.#trace.note(`task ${task.id}`, task.status)
    return this.#trace
  }

  *#main(): Fiber {
    const root = new ModelScope(null)
    const frame: Frame = { task: null, scope: root, nurseries: [], handshake: null }
    let failure: Shape | null = yield* this.#attempt(this.#nursery(frame, OUTERMOST, Infinity, this.#body))
    failure = yield* this.#tidy(frame, root, failure)
    this.#trace.note('run', `@${this.#simulation.now} ${failure ? spellShape(failure) : 'fine'}`)
  }

  *#all(frame: Frame, steps: readonly Step[]): Fiber {
    for (const step of steps) {
      if (this.#actAtOnce(frame, step)) continue
      const failure = yield* this.#attempt(this.#act(frame, step))
      yield* this.#simulation.boundary()
      if (failure) throw new Thrown(failure)
    }
  }

  /** Steps that aren't awaited: nobody else comes in between. False for the others. */
  #actAtOnce(frame: Frame, step: Step): boolean {
    const simulation = this.#simulation
    switch (step.do) {
      case 'fail':
        throw new Thrown(leaf(nameOfFailure(step.id)))
      case 'started':
        frame.handshake?.started()
        return true
      case 'cancel': {
        const target = this.#block(step.target)
        if (target) simulation.cancel(target)
        return true
      }
      case 'cancelTask': {
        const target = this.#task(step.target)
        if (target?.status === 'living') simulation.cancel(target.own)
        return true
      }
      case 'shield': {
        const target = this.#block(step.target)
        if (target) target.shield = step.on
        simulation.deliver()
        return true
      }
      case 'deadline': {
        const target = this.#block(step.target)
        if (target) simulation.setDue(target, simulation.now + step.ms)
        return true
      }
      case 'defer':
        frame.scope.deferred.push(() => this.#cleanUp(frame, step.timeout, step.body))
        return true
      case 'close':
        this.#resources.channels[step.channel]?.close(step.end)
        return true
      case 'spawn':
        if (step.how === 'start') return false
        this.#spawn(frame, step)
        return true
      default:
        return false
    }
  }

  *#act(frame: Frame, step: Step): Fiber {
    const simulation = this.#simulation
    const { scope } = frame
    if (step.do === 'sleep' && step.ms > 0) yield* simulation.block(scope, { due: simulation.now + step.ms })
    else if (step.do === 'sleep' || step.do === 'checkpoint') yield* simulation.checkpoint(scope)
    else if (step.do === 'forever') yield* simulation.block(scope)
    else if (step.do === 'look') simulation.check(scope)
    else if (step.do === 'join') yield* this.#join(frame, step)
    else if (step.do === 'nursery') yield* this.#nursery(frame, step.id, step.limit, step.body)
    else if (step.do === 'scope') yield* this.#limit(frame, step)
    else if (step.do === 'spawn') yield* this.#start(frame, step)
    else if (step.do === 'catch') yield* this.#catch(frame, step)
    else if (step.do === 'finally') yield* this.#finally(frame, step)
    else if (step.do === 'send' || step.do === 'receive') yield* this.#transfer(frame, step)
    else if (step.do === 'section') yield* this.#section(frame, step)
  }

  *#catch(frame: Frame, step: Extract<Step, { do: 'catch' }>): Fiber {
    const failure = yield* this.#attempt(this.#all(frame, step.body))
    yield* this.#simulation.boundary()
    if (!failure) return
    if (!step.all && isOnlyCancelled(failure)) throw new Thrown(failure)
    yield* this.#all(frame, step.handler)
  }

  *#finally(frame: Frame, step: Extract<Step, { do: 'finally' }>): Fiber {
    const early = yield* this.#attempt(this.#all(frame, step.body))
    yield* this.#simulation.boundary()
    const late = yield* this.#attempt(this.#all(frame, step.cleanUp))
    const failure = early && late && step.keep ? pair(late, early) : (late ?? early)
    if (failure) throw new Thrown(failure)
  }

  *#attempt(fiber: Fiber): Generator<unknown, Shape | null> {
    try {
      yield* fiber
      return null
    } catch (error) {
      if (error instanceof Thrown) return error.shape
      throw error
    }
  }

  *#nursery(frame: Frame, id: number, limit: number, body: readonly Step[]): Fiber {
    const start = this.#simulation.now
    const scope = new ModelScope(frame.scope)
    const nursery = new ModelNursery(this.#simulation, scope, limit)
    this.#blocks.set(id, scope)
    const inside = { ...frame, scope, nurseries: [...frame.nurseries, nursery] }
    const failure = yield* this.#attempt(this.#all(inside, body))
    yield* this.#simulation.boundary()
    if (failure) nursery.fail(failure)
    yield* nursery.join()
    const untidy = yield* this.#tidy(inside, scope, null)
    if (untidy) nursery.fail(untidy)
    const rest = nursery.close()
    yield* this.#simulation.boundary()
    this.#noteBlock(id, start, scope, rest, 'fine')
    if (rest) throw new Thrown(rest)
  }

  *#limit(frame: Frame, { id, kind, ms, shield, body }: Limit): Fiber {
    const start = this.#simulation.now
    const scope = new ModelScope(frame.scope, shield)
    this.#blocks.set(id, scope)
    if (kind !== 'scope') this.#simulation.setDue(scope, start + ms)
    const rest = yield* this.#scope(frame, scope, body, `b${id}`, kind === 'failAfter')
    const moved = scope.caught && !rest ? 'moved on' : 'fine'
    this.#noteBlock(id, start, scope, rest, moved)
    if (rest) throw new Thrown(rest)
  }

  /** A cancel scope from entry to exit, with what comes out of it. */
  *#scope(
    frame: Frame,
    scope: ModelScope,
    body: readonly Step[],
    name: string,
    strict: boolean,
  ): Generator<unknown, Shape | null> {
    const inside = { ...frame, scope }
    let failure = yield* this.#attempt(this.#all(inside, body))
    yield* this.#simulation.boundary()
    failure = yield* this.#tidy(inside, scope, failure)
    const rest = scope.close(failure)
    yield* this.#simulation.boundary()
    if (failure && !rest && strict && scope.cause === 'deadline') return leaf(nameOfSlow(name))
    return rest
  }

  #noteBlock(id: number, start: number, scope: ModelScope, rest: Shape | null, otherwise: string): void {
    const flags = `${scope.cause ? ' called' : ''}${scope.caught ? ' caught' : ''}`
    this.#trace.note(`block ${id}`, `${start}..${this.#simulation.now} ${rest ? spellShape(rest) : otherwise}${flags}`)
  }

  /** Deferred clean-up, the last first. */
  *#tidy(frame: Frame, scope: ModelScope, failure: Shape | null): Generator<unknown, Shape | null> {
    for (let clean = scope.deferred.pop(); clean; clean = scope.deferred.pop()) {
      const late = yield* this.#attempt(clean())
      yield* this.#simulation.boundary()
      if (late) failure = failure ? pair(late, failure) : late
    }
    return failure
  }

  *#cleanUp(frame: Frame, timeout: number | undefined, body: readonly Step[]): Fiber {
    const scope = new ModelScope(frame.scope, true)
    if (timeout !== undefined) this.#simulation.setDue(scope, this.#simulation.now + timeout)
    const rest = yield* this.#scope({ ...frame, handshake: null }, scope, body, DEFERRED, true)
    if (rest) throw new Thrown(rest)
  }

  #spawn(frame: Frame, step: Spawn): void {
    const { nurseries } = frame
    const nursery = this.#openNursery(frame, step)
    if (!nursery) return
    const own = new ModelScope(nursery.scope, step.how === 'service')
    const task = this.#newTask(step, own, nursery)
    this.#tasks.set(step.id, task)
    const begin = () => this.#simulation.start(this.#run(task, nurseries, step.body, null))
    const skip = () => {
      this.#trace.note(`course of ${task.id}`, NEVER_BEGUN)
      this.#end(task, CANCELLED)
    }
    nursery.add({ task, begin, skip })
  }

  /** The nursery to start something in; undefined when it is closed. */
  #openNursery({ nurseries }: Frame, step: Spawn): ModelNursery | undefined {
    const nursery = nurseries[nurseries.length - 1 - (step.up % nurseries.length)]!
    if (!nursery.closed) return nursery
    this.#trace.note(`spawn ${step.id}`, `refused @${this.#simulation.now}`)
    return undefined
  }

  #newTask(step: Spawn, own: ModelScope, owner: Owner): ModelTask {
    return { id: step.id, how: step.how, own, owner, status: 'living', outcome: null, joiners: [] }
  }

  *#run(
    task: ModelTask,
    nurseries: readonly ModelNursery[],
    body: readonly Step[],
    handshake: Handshake | null,
  ): Fiber {
    const start = this.#simulation.now
    const { own } = task
    const frame = { task, scope: own, nurseries, handshake }
    let failure = yield* this.#attempt(this.#all(frame, body))
    this.#trace.note(
      `course of ${task.id}`,
      `${start}..${this.#simulation.now} ${failure ? spellShape(failure) : 'fine'}`,
    )
    yield* this.#simulation.boundary()
    this.#end(task, yield* this.#tidy(frame, own, failure))
  }

  #end(task: ModelTask, failure: Shape | null): void {
    const rest = task.own.close(failure)
    task.outcome = rest ?? failure
    task.status = !failure ? 'done' : !rest || isOnlyCancelled(rest) ? 'cancelled' : 'failed'
    this.#simulation.settleAll(task.joiners, { value: undefined })
    task.owner.ended(task, rest)
  }

  *#start(frame: Frame, step: Spawn): Fiber {
    const nursery = this.#openNursery(frame, step)
    if (!nursery) return
    const simulation = this.#simulation
    const caller = new Blocked(null)
    const own = new ModelScope(frame.scope)
    let said = false
    let moved = false
    const settle = (answer: Answer) => {
      nursery.pending--
      simulation.linked.delete(own)
      nursery.advance()
      simulation.settle(caller, answer)
    }
    const owner: Owner = {
      ended: () => {
        if (task.outcome) settle({ error: task.outcome })
        else settle(said ? { value: undefined } : { error: leaf(nameOfUnready(step.id)) })
      },
    }
    const task = this.#newTask(step, own, owner)
    const handshake: Handshake = {
      started: () => {
        if (said) return
        said = true
        if (own.effective) return
        moved = true
        own.parent = nursery.scope
        nursery.adopt(task)
        settle({ value: undefined })
        simulation.deliver()
      },
    }
    nursery.pending++
    simulation.linked.set(own, nursery.scope)
    simulation.deliver()
    simulation.start(this.#run(task, frame.nurseries, step.body, handshake))
    const failure = yield* this.#attempt(wait(caller))
    this.#trace.note(
      `start ${step.id}`,
      `@${simulation.now} ${failure ? spellShape(failure) : moved ? 'ready' : 'ended'}`,
    )
    yield* this.#passOn(frame, failure, true)
  }

  *#join(frame: Frame, step: Extract<Step, { do: 'join' }>): Fiber {
    const task = this.#task(step.target)
    if (!task || task === frame.task) return
    const failure = yield* this.#attempt(this.#awaitEnd(frame, task))
    this.#trace.note(`join ${step.id}`, `@${this.#simulation.now} ${failure ? spellShape(failure) : 'fine'}`)
    yield* this.#passOn(frame, failure, step.rethrow)
  }

  *#awaitEnd(frame: Frame, task: ModelTask): Fiber {
    this.#simulation.check(frame.scope)
    if (task.status === 'living') yield* this.#simulation.block(frame.scope, { queue: task.joiners })
    else yield* this.#simulation.turn()
    if (task.outcome) throw new Thrown(task.outcome)
  }

  /** Of a cancellation that came from another task a program asks whether it is its own. */
  *#passOn(frame: Frame, failure: Shape | null, rethrow: boolean): Fiber {
    if (!failure) return
    if (isOnlyCancelled(failure)) yield* this.#simulation.checkpoint(frame.scope)
    else if (rethrow) throw new Thrown(failure)
  }

  *#transfer(frame: Frame, step: Extract<Step, { do: 'send' | 'receive' }>): Fiber {
    const channel = this.#resources.channels[step.channel]
    if (!channel) return
    const { scope } = frame
    const name = `${step.do} ${step.id}`
    if (step.wait) this.#simulation.check(scope)
    let answer = step.do === 'send' ? channel.trySend(step.id) : channel.tryReceive()
    if (!step.wait) answer ??= { error: WOULD_BLOCK }
    else if (answer) {
      if ('value' in answer) yield* this.#simulation.turn()
    } else {
      let value: unknown
      const blocked = step.do === 'send' ? channel.send(scope, step.id) : channel.receive(scope)
      const failure = yield* this.#attempt(
        (function* (): Fiber {
          value = yield* blocked
        })(),
      )
      if (failure && isOnlyCancelled(failure)) throw new Thrown(failure)
      answer = failure ? { error: failure } : { value }
    }
    const outcome =
      'error' in answer ? spellShape(answer.error) : step.do === 'send' ? 'fine' : `item ${String(answer.value)}`
    this.#trace.note(name, `@${this.#simulation.now} ${outcome}`)
  }

  *#section(frame: Frame, step: Section): Fiber {
    const permits = this.#resources[step.resource][step.index]
    if (!permits || permits.holders.has(frame.task)) return
    yield* permits.acquire(frame.scope, frame.task)
    const start = this.#simulation.now
    const failure = yield* this.#attempt(this.#all(frame, step.body))
    this.#trace.note(`section ${step.id}`, `${start}..${this.#simulation.now}`)
    yield* this.#simulation.boundary()
    permits.release(frame.task)
    if (failure) throw new Thrown(failure)
  }

  #block(target: number): ModelScope | undefined {
    return this.#blocks.get(this.#blockIds[target % this.#blockIds.length]!)
  }

  #task(target: number): ModelTask | undefined {
    return this.#tasks.get(this.#taskIds[target % this.#taskIds.length]!)
  }
}

function* wait(blocked: Blocked): Fiber {
  yield blocked
}

function pair(late: Shape, early: Shape): Shape {
  return { kind: 'pair', late, early }
}

import type { TaskStatus } from '../nursery.ts'
import { current } from './current.ts'
import { launch } from './launch.ts'
import type { NurseryNode } from './nursery-node.ts'
import { parkWaiter } from './park.ts'
import { scopeToOpenIn } from './scope-to-open-in.ts'
import type { ScopeNode } from './scope-node.ts'
import { TaskNode, type TaskOwner } from './task-node.ts'
import { JOIN, type Waiter } from './waiter.ts'

/** A task between `start` and `started`: it runs under the caller's scopes, and its owner is this. */
export class PendingStart<V> implements TaskOwner {
  readonly node: ScopeNode
  readonly #target: NurseryNode
  readonly #task: TaskNode
  readonly #scope: ScopeNode
  readonly #caller: Waiter<V>
  /** What it said it was ready with. */
  #said: { value: V } | null = null

  constructor(target: NurseryNode, fn: (...args: any[]) => unknown, args: unknown[]) {
    const slot = current()
    if (slot.scope.run !== target.node.run) {
      throw new Error(
        `start waits for its task, so call it in the run of ${target.name}; startSoon may be called elsewhere.`,
      )
    }
    const status: TaskStatus<V> = { started: (value) => this.#started(value) }
    this.node = scopeToOpenIn(slot)
    this.#target = target
    this.#task = new TaskNode(this, fn, [status, ...args])
    this.#scope = this.#task.ownScope()
    this.#caller = parkWaiter<V>(slot, `the start of ${this.#task.name}`, { cancellable: false, item: JOIN })
    target.pendingStarts++
    ;(target.node.linked ??= new Set()).add(this.#scope)
    if (target.node.effective) this.#scope.cancel(target.node.effective)
    this.#task.run.instruments?.emit('taskSpawned', this.#task)
    launch(this.#task)
  }

  result(): Promise<V> {
    return this.#caller.promise
  }

  taskEnded(task: TaskNode): void {
    this.#settle()
    if (task.status !== 'done') this.#caller.fail(task.payload)
    else if (this.#said) this.#caller.wake(this.#said.value)
    else this.#caller.fail(new Error(`${task.name} ended without calling status.started(): call it once it is ready.`))
  }

  #started(value: V): void {
    if (this.#said) throw new Error(`${this.#task.name} called status.started() twice: call it once.`)
    if (this.#task.ended) {
      throw new Error(
        `${this.#task.name} called status.started() after it had ended: await what it is to be ready for.`,
      )
    }
    this.#said = { value }
    // Being cancelled, it stays where it is: nobody takes it over any more.
    if (this.#scope.effective) return
    this.#scope.moveTo(this.#target.node)
    this.#target.adopt(this.#task)
    this.#settle()
    this.#caller.wake(value)
  }

  #settle(): void {
    this.#target.node.linked!.delete(this.#scope)
    this.#target.startSettled()
  }
}

import { createCancelled, type Cancelled } from '../cancelled.ts'
import type { Due } from './due-heap.ts'
import { openScopes } from './open-scopes.ts'
import type { RunState } from './run-state.ts'
import type { TaskNode } from './task-node.ts'
import type { Waiter } from './waiter.ts'

/** Something that holds a scope open and can describe itself for the task tree: a nursery. */
export interface Block {
  readonly name: string
  tasks(): Iterable<TaskNode>
}

/**
 * One node of the tree that decides who is cancelled. What users touch (`CancelScope`, `Nursery`) holds a node; every
 * rule of the tree is in this file.
 */
export class ScopeNode implements Due {
  readonly run: RunState
  /** The task whose code opened it. */
  readonly task: TaskNode
  readonly name: string | undefined
  /** Null only for the root. Changes once at most, when `started()` moves a task to its nursery. */
  parent: ScopeNode | null
  /** Open nodes whose `parent` is this one; a node is in its parent's set from open to close. */
  children: Set<ScopeNode> | null = null
  /** Blocked operations to be told when this node becomes cancelled; none while `effective` is set. */
  waiters: Set<Waiter> | null = null
  /** Nodes elsewhere that are cancelled along with this one: starts that will move here. */
  linked: Set<{ cancel(cancelled: Cancelled): void }> | null = null
  /** Set once, by the first `cancel`, and for ever: later ones change nothing. */
  cause: Cancelled | null = null
  /** Always `cause ?? (shield ? null : parent.effective)`. Not null: every checkpoint inside throws it. */
  effective: Cancelled | null = null
  /** Hides the parent's cancellation, never this node's own. */
  shield: boolean
  /** Deadline on the run's clock; in the run's heap exactly while finite, open and not cancelled. */
  due = Infinity
  seq = 0
  at = -1
  /** Made when somebody asks for the signal; dropped when the node stops being cancelled, for an aborted one can't be reset. */
  controller: AbortController | null = null
  /** Values of `Local`s set in this scope. */
  locals: Map<object, unknown> | null = null
  /** Clean-up to run when the scope ends, last one first. */
  deferred: (() => Promise<unknown>)[] | null = null
  /** The nursery whose scope this is. */
  block: Block | null = null
  /** What the innermost blocked operation waited for when the deadline passed. */
  blockedOn: string | undefined
  /** Whether it took a cancellation out of what its block threw. */
  caught = false
  /** True after the end of its block. */
  closed = false
  /** Told when the last child closes. */
  whenEmpty: (() => void) | null = null

  constructor(run: RunState, parent: ScopeNode | null, task: TaskNode | undefined, name?: string, shield = false) {
    this.run = run
    this.parent = parent
    this.task = task as TaskNode
    this.name = name
    this.shield = shield
    if (!parent) return
    openScopes.count++
    ;(parent.children ??= new Set()).add(this)
    if (!shield) this.effective = parent.effective
  }

  /** Whether the cancellation of what is around this scope reaches into it (it then absorbs nothing itself). Not for the root. */
  get isReached(): boolean {
    return !this.shield && this.parent!.effective !== null
  }

  /** L9: synchronous, idempotent, never throws. */
  cancel(cancelled: Cancelled): void {
    if (this.cause) return
    this.cause = cancelled
    this.run.forget(this)
    if (!this.closed) recompute(this)
  }

  setShield(shield: boolean): void {
    this.shield = shield
    if (!this.closed) recompute(this)
  }

  /** Moving a deadline never un-cancels. */
  setDue(due: number): void {
    this.run.forget(this)
    this.due = due
    if (this.closed || this.cause || due === Infinity) return
    if (due <= this.run.clock.now()) return this.expire()
    this.run.heap.add(this)
    this.run.arm()
  }

  expire(): void {
    this.blockedOn = firstWaiterBelow(this)?.describe()
    this.cancel(createCancelled('deadline', this.name === undefined ? undefined : `deadline of ${this.name}`))
  }

  /** Puts this node, with all that is below it, under another parent. */
  moveTo(parent: ScopeNode): void {
    this.detach()
    this.parent = parent
    ;(parent.children ??= new Set()).add(this)
    recompute(this)
  }

  close(): void {
    this.closed = true
    this.run.forget(this)
    if (!this.parent) return
    openScopes.count--
    this.detach()
  }

  private detach(): void {
    const parent = this.parent!
    parent.children!.delete(this)
    if (parent.children!.size === 0) parent.whenEmpty?.()
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    if (this.effective && !this.controller.signal.aborted) this.controller.abort(this.effective)
    return this.controller.signal
  }
}

/**
 * L6, top-down and without recursion: first the whole subtree gets its new state, then those who became cancelled are
 * told, so that nobody woken sees a half-changed tree.
 */
function recompute(start: ScopeNode): void {
  const changed: ScopeNode[] = []
  const subtree = [start]
  for (const node of subtree) {
    const before = node.effective
    // Only the root has no parent, and it changes only by being cancelled itself.
    node.effective = node.cause ?? (node.shield ? null : node.parent!.effective)
    if (node.effective === before) continue
    changed.push(node)
    if (!node.effective && node.controller?.signal.aborted) node.controller = null
    if (node.children) for (const child of node.children) subtree.push(child)
  }
  for (const node of changed) deliver(node)
}

/** What runs in here may change the tree again (listeners of the signal do as they like), hence the second look at the state. */
function deliver(node: ScopeNode): void {
  const { waiters, linked, controller, effective } = node
  if (!effective) return
  node.waiters = null
  if (linked) for (const other of linked) other.cancel(effective)
  if (waiters) for (const waiter of waiters) waiter.abort(effective)
  controller?.abort(effective)
}

function firstWaiterBelow(start: ScopeNode): Waiter | undefined {
  const subtree = [start]
  for (const node of subtree) {
    if (node.waiters) for (const waiter of node.waiters) return waiter
    if (node.children) for (const child of node.children) subtree.push(child)
  }
  return undefined
}

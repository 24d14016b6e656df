import type { ScopeNode } from './scope-node.ts'
import type { TaskNode } from './task-node.ts'

/**
 * What an operation needs to know about its caller: the task it belongs to and the scope that can cancel it.
 * One per block (nursery body, scope body) and one per running task, never one per operation.
 */
export class Slot {
  task: TaskNode
  scope: ScopeNode

  constructor(task: TaskNode, scope: ScopeNode) {
    this.task = task
    this.scope = scope
  }
}

/** Async ids are none of this package's business: 0 is nobody's. */
const OUTSIDE = 0

const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks')
const storage = hooks && new hooks.AsyncLocalStorage<Slot>()

/** Without AsyncLocalStorage: the slot of the synchronous call in progress. */
let explicit: Slot | undefined

/** True where the slot follows the code across `await` (Node); false where it must be set explicitly (browsers). */
export const isAmbient = storage !== undefined

/** The slot of the calling code, if any. */
export function slotHere(): Slot | undefined {
  return storage ? storage.getStore() : explicit
}

/** Calls `fn` with `slot` as its slot, and the caller's again afterwards. */
export function runInSlot<R>(slot: Slot, fn: () => R): R {
  if (storage) return storage.run(slot, fn)
  const before = explicit
  explicit = slot
  try {
    return fn()
  } finally {
    explicit = before
  }
}

/**
 * Makes `slot` the slot of the rest of this call. Sound only inside {@link runInContext}, which goes back; half the price
 * of {@link runInSlot}, which builds a second frame for that.
 */
export function enterSlot(slot: Slot): void {
  storage?.enterWith(slot)
}

/** The context of some code, all AsyncLocalStorages included: an AsyncResource. */
export interface Context {
  runInAsyncScope<A extends unknown[]>(fn: (...args: A) => void, self: undefined, ...args: A): void
}

/** The context of the calling code, to run something in it later; undefined where there is none. */
export function contextHere(): Context | undefined {
  return hooks && new hooks.AsyncResource('nursery', OUTSIDE)
}

/** Calls `fn` in a captured context, and goes back to the caller's: what `fn` makes of it stays inside. */
export function runInContext<A extends unknown[]>(
  context: Context | undefined,
  fn: (...args: A) => void,
  ...args: A
): void {
  if (context) context.runInAsyncScope(fn, undefined, ...args)
  else fn(...args)
}

/**
 * A mark that is equal for two contexts only if they are one, so that tasks asked for in both may be launched together.
 * Where Node doesn't show its frames every mark is unique: slower, and still right.
 */
export const markOf: (context: Context | undefined) => unknown = markerFor()

/** An AsyncResource keeps its frame under a symbol of Node's own. */
function markerFor(): (context: Context | undefined) => unknown {
  if (!hooks) return () => 0
  const frame = Object.getOwnPropertySymbols(contextHere()).find((key) => key.description === 'context_frame')
  return frame ? (context) => (context as unknown as Record<symbol, unknown>)[frame] : (context) => context
}

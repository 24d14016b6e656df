import type { ScopeNode } from './scope-node.ts'
import type { TaskNode } from './task-node.ts'

/**
 * What an operation needs to know about its caller: the task it belongs to and the scope that can cancel it.
 * One per block (nursery body, scope body), never one per operation; a task is its own.
 */
export class Slot {
  readonly task: TaskNode
  readonly scope: ScopeNode

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

/**
 * The context of the calling code, to run something in it later; undefined where there is none.
 *
 * Whoever starts in it gets a slot of its own. So where the caller's slot is all there is, it is the bare context: frames
 * are copied when something is set in them, and an empty one is copied in no time.
 */
export function contextHere(): Context | undefined {
  if (!hooks) return undefined
  const here = new hooks.AsyncResource('nursery', OUTSIDE)
  if (!bare) return here
  // Node's own kind of Map, which is no instance of ours.
  const frame = markOf(here) as ReadonlyMap<unknown, unknown> | undefined
  return frame?.size === 1 && storage.getStore() ? bare : here
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

const atLoad = hooks && new hooks.AsyncResource('nursery', OUTSIDE)

/** An AsyncResource keeps its frame, a Map, under a symbol of Node's own. */
const FRAME = atLoad && Object.getOwnPropertySymbols(atLoad).find((key) => key.description === 'context_frame')

/** The context without anything in it, if this module was loaded there. */
const bare = FRAME && markOf(atLoad) === undefined ? atLoad : undefined

/**
 * A mark that is equal for two contexts only if they are one, so that tasks asked for in both may be launched together.
 * Where Node doesn't show its frames every mark is unique: slower, and still right.
 */
export function markOf(context: Context | undefined): unknown {
  return FRAME ? (context as unknown as Record<symbol, unknown>)[FRAME] : context
}

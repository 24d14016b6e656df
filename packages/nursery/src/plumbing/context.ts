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
 * Makes `slot` the slot of the rest of this microtask. Sound only at the bottom of the stack, where no caller can be
 * leaked into; half the price of {@link runInSlot}, which builds a second frame to go back.
 */
export function enterSlot(slot: Slot): void {
  storage?.enterWith(slot)
}

/** Captures the whole context of the caller (other AsyncLocalStorages included), to run a function in it later. */
export function bindHere(): (fn: () => void) => void {
  return hooks ? hooks.AsyncLocalStorage.snapshot() : (fn) => fn()
}

/** Anything that captures the context as AsyncResource does, with the frame under a symbol of Node's own. */
type Capture = new (type: string, trigger: number) => { readonly [frame: symbol]: unknown }

const Capture = hooks?.AsyncResource as unknown as Capture

const frameKey =
  hooks && Object.getOwnPropertySymbols(new Capture('nursery', 0)).find((key) => key.description === 'context_frame')

/**
 * A mark that is equal for two callers only if they share one context, so that tasks started by both may be launched
 * together. Where Node doesn't show its frames every mark is unique: slower, and still right.
 */
export const contextMark: () => unknown = markerFor()

function markerFor(): () => unknown {
  if (!hooks) return () => 0
  if (!frameKey) return () => ({})
  return () => new Capture('nursery', 0)[frameKey]
}

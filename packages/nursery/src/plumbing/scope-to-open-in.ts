import type { Slot } from './context.ts'
import type { ScopeNode } from './scope-node.ts'

/** The parent of a scope opened here. A task that opens one needs a scope of its own, so that cancelling it reaches both. */
export function scopeToOpenIn(slot: Slot): ScopeNode {
  return slot === slot.task ? slot.task.ownScope() : slot.scope
}

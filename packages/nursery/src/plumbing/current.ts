import { RunFinishedError } from '../errors.ts'
import { BlockSlot, isAmbient, type Slot, slotHere } from './context.ts'
import { implicitRun } from './implicit-run.ts'
import { openScopes } from './open-scopes.ts'

/**
 * The slot of the code that calls an operation. Outside any run that is the implicit one's.
 *
 * Code that outlived its block (an orphan) belongs to the nearest block around it that is still open.
 */
export function current(): Slot {
  const slot = slotHere() ?? outside()
  if (slot.scope.closed || slot.task.ended) return survivor(slot)
  return slot
}

/** The name of the task that calls, for the record. */
export function currentTaskName(): string | undefined {
  const task = slotHere()?.task
  return task && task.kind !== 'anonymous' ? task.name : undefined
}

function outside(): Slot {
  if (!isAmbient && openScopes.count > 0) {
    throw new Error(
      'Which scope does this belong to? Without AsyncLocalStorage an operation must be called from the synchronous start of ' +
        'its block. After an await, write: await scope.call(() => sleep(5))',
    )
  }
  return implicitRun().main
}

function survivor(slot: Slot): Slot {
  let { scope } = slot
  while (scope.closed || scope.task.ended) {
    if (!scope.parent) throw new RunFinishedError()
    scope = scope.parent
  }
  return new BlockSlot(scope.task, scope)
}

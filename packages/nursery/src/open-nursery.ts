import type { Nursery, NurseryOptions } from './nursery.ts'
import { closeScope, tidyScope } from './plumbing/close-scope.ts'
import { BlockSlot, runInSlot } from './plumbing/context.ts'
import { current } from './plumbing/current.ts'
import { NurseryNode } from './plumbing/nursery-node.ts'
import { refuseGenerator } from './plumbing/refuse-generator.ts'
import { silence } from './plumbing/silence.ts'

/**
 * Opens a nursery for the time of `body`, and ends only when the body and all tasks have ended (L1). Returning from the body
 * waits; it doesn't cancel. The first failure, of a task or of the body, cancels the rest (L3).
 *
 * Resolves with the body's value; with `undefined` if the nursery was cancelled by its own scope. Not a checkpoint when it
 * opens, a schedule point without cancellation when it ends (L11).
 *
 * @throws NurseryError with everything that failed, in order of arrival; Cancelled when a scope around it was cancelled.
 * @example
 * ```ts
 * await openNursery(async (nursery) => {
 *   nursery.startSoon(fetchPage, 'a')
 *   nursery.startSoon(fetchPage, 'b')
 * })
 * // both are done here
 * ```
 */
export async function openNursery<T>(
  body: (nursery: Nursery) => T | PromiseLike<T>,
  options: NurseryOptions = {},
): Promise<T> {
  if (typeof body !== 'function') {
    silence(body)
    throw new TypeError('openNursery takes a function: openNursery(async (nursery) => { nursery.startSoon(work) }).')
  }
  const slot = current()
  const nursery = new NurseryNode(slot, options)
  const { node } = nursery
  let value: T | undefined
  try {
    const result = runInSlot(new BlockSlot(slot.task, node), () => body(nursery))
    value = await refuseGenerator(result, `The body of ${nursery.name}`)
  } catch (error) {
    nursery.fail(error, slot.task.name)
  }
  await nursery.join(slot)
  const tidying = tidyScope(node, null)
  const untidy = tidying && (await tidying)
  if (untidy) nursery.fail(untidy.error, slot.task.name)
  const rest = closeScope(node, nursery.failure(), nursery.foreign)
  if (rest) throw rest.error
  return value as T
}

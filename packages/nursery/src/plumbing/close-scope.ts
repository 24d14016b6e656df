import { createCancelled } from '../cancelled.ts'
import type { ScopeNode } from './scope-node.ts'
import { withoutCancelled } from './without-cancelled.ts'

/** A box, so that `throw undefined` is an error like any other. */
export interface Failure {
  readonly error: unknown
}

/**
 * What remains to be done before a scope can close: blocks left open inside are cancelled and waited for, and deferred
 * clean-up runs. Undefined when there is nothing to wait for, which is nearly always.
 */
export function tidyScope(node: ScopeNode, failure: Failure | null): Promise<Failure | null> | undefined {
  if (node.waiters) dropWaiters(node)
  if (node.children?.size || node.deferred) return tidy(node, failure)
  return undefined
}

/** Operations that nobody awaited. */
function dropWaiters(node: ScopeNode): void {
  const cancelled = createCancelled('shutdown', OVER)
  for (const waiter of node.waiters!) waiter.drop(cancelled)
}

async function tidy(node: ScopeNode, failure: Failure | null): Promise<Failure | null> {
  if (node.children?.size) {
    const forgotten = await endLeftovers(node)
    failure ??= { error: forgotten }
  }
  for (let clean = node.deferred?.pop(); clean; clean = node.deferred!.pop()) {
    try {
      await clean()
    } catch (error) {
      failure = also(failure, error)
    }
  }
  return failure
}

/**
 * Misnesting: somebody opened a block in here and didn't await it. Where the body failed that is how `Promise.all` leaves
 * things, so only a body that ended well gets the error returned.
 */
async function endLeftovers(node: ScopeNode): Promise<Error> {
  const names = [...node.children!].map((child) => child.name ?? 'a scope')
  const cancelled = createCancelled('shutdown', OVER)
  for (const child of node.children!) {
    child.setShield(false)
    child.cancel(cancelled)
  }
  await new Promise<void>((resolve) => {
    node.whenEmpty = resolve
  })
  return new Error(
    `A block ended while others opened in it were still open (${names.join(', ')}): await every openNursery, scope.run, ` +
      'moveOnAfter and failAfter you call.',
  )
}

/** A second error doesn't hide the first; as with `using`, the later one carries the earlier. */
function also(failure: Failure | null, error: unknown): Failure {
  if (!failure) return { error }
  return { error: new SuppressedError(error, failure.error, 'An error came up while cleaning up after another.') }
}

/**
 * L7: the outermost cancelled scope not separated by a shield takes the cancellation out of what passes, less what is to be
 * kept.
 */
export function closeScope(node: ScopeNode, failure: Failure | null, keep?: Set<unknown>): Failure | null {
  const absorbs = failure && node.effective && !node.isReached
  node.close()
  if (!absorbs) return failure
  const { rest, caught } = withoutCancelled(failure.error, keep)
  node.caught = caught
  return rest
}

const OVER = 'the block around it has ended'

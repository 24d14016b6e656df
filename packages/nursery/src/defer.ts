import { failAfter } from './fail-after.ts'
import { CancelScope } from './cancel-scope.ts'
import { current } from './plumbing/current.ts'
import { BlockSlot, runInSlot } from './plumbing/context.ts'
import { isDuration } from './plumbing/is-duration.ts'
import { isAnonymous } from './plumbing/park.ts'
import { scopeToOpenIn } from './plumbing/scope-to-open-in.ts'

export interface DeferOptions {
  /** How long the clean-up may take, in ms. Default: as long as it likes. */
  readonly timeout?: number | undefined
}

/**
 * Runs `fn` when the scope ends (the innermost nursery, cancel scope, task or run), however it ends: shielded from
 * cancellation, the last deferred first. What it throws comes out of the scope, with an error that was already on its way
 * kept beside it in a SuppressedError.
 *
 * @throws TypeError unless `fn` is a function; RangeError when `timeout` is negative or NaN; Error outside any run, where no
 * scope ends.
 * @example
 * ```ts
 * const connection = await connect()
 * defer(() => connection.close(), { timeout: 5_000 })
 * ```
 */
export function defer(fn: () => unknown, { timeout }: DeferOptions = {}): void {
  if (typeof fn !== 'function') throw new TypeError('defer takes a function: defer(() => file.close()).')
  if (timeout !== undefined && !isDuration(timeout)) {
    throw new RangeError(`The timeout of deferred clean-up is a number of ms from 0 to Infinity, not ${timeout}.`)
  }
  const slot = current()
  const node = scopeToOpenIn(slot)
  if (!node.parent && isAnonymous(node.task)) {
    throw new Error('Outside any run no scope ends: call defer inside run, a nursery or a cancel scope.')
  }
  const name = 'deferred clean-up'
  const cleanUp = () =>
    timeout === undefined
      ? new CancelScope({ shield: true, name }).run(fn)
      : failAfter(timeout, fn, { shield: true, name })
  ;(node.deferred ??= []).push(() => runInSlot(new BlockSlot(node.task, node), cleanUp))
}

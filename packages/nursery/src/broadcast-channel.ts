import type { ReceiveChannel } from './channel.ts'
import { BrokenResourceError, ClosedResourceError, WouldBlock } from './errors.ts'
import { MemoryReceiveChannel } from './memory-channel.ts'
import { ChannelState } from './plumbing/channel-state.ts'
import { breathe, enter, park, refuse } from './plumbing/park.ts'
import { WaitQueue } from './plumbing/wait-queue.ts'

/**
 * What happens to a value for which a subscriber has no room: the sender waits (`block`), that subscriber loses its oldest
 * value (`dropOldest`) or this one (`dropNewest`), or that subscription breaks (`error`): after what it holds, its
 * `receive` rejects with BrokenResourceError.
 */
export type Overflow = 'block' | 'dropOldest' | 'dropNewest' | 'error'

export interface BroadcastOptions {
  /** Default: `block`, so that nothing is lost. */
  readonly overflow?: Overflow | undefined
}

export interface BroadcastStatistics {
  readonly subscribers: number
  readonly tasksWaitingSend: number
  /** Values that a subscriber lost, counted once for each. */
  readonly dropped: number
}

/** The sending end of a broadcast channel, and the place to subscribe. Any number of tasks may use it. */
export interface BroadcastChannel<T> extends Disposable {
  readonly overflow: Overflow
  /**
   * Gives a value to all subscribers at once; with nobody subscribed it goes nowhere. Under `block` it waits until all have
   * room, in the order of asking.
   *
   * @throws Cancelled, and then nobody got it; ClosedResourceError when the channel is closed, before or meanwhile.
   */
  send(value: T): Promise<void>
  /** As `send`, but never waits. @throws WouldBlock when it would have to (only under `block`). */
  sendNowait(value: T): void
  /**
   * From now on its values can be received here, by `receive` or `for await`, until the channel is closed. Close the
   * subscription when done, or under `block` the senders wait for it for ever; `using` does it.
   *
   * @throws ClosedResourceError when the channel is closed.
   */
  subscribe(): ReceiveChannel<T>
  /** Idempotent, never waits. Subscribers get what they hold, then the end. */
  close(): void
  statistics(): BroadcastStatistics
}

/**
 * Opens a channel in which every subscriber gets every value sent after it subscribed, in order. `capacity` is how many
 * values may wait for each of them; `overflow` says what happens when a slow one has no room for more.
 *
 * @throws RangeError unless `capacity` is a whole number from 1, or Infinity; TypeError for another overflow policy.
 * @example
 * ```ts
 * const prices = openBroadcastChannel<number>(16, { overflow: 'dropOldest' })
 * nursery.startSoon(async () => {
 *   using updates = prices.subscribe()
 *   for await (const price of updates) show(price)
 * })
 * await prices.send(42)
 * ```
 */
export function openBroadcastChannel<T>(capacity: number, options: BroadcastOptions = {}): BroadcastChannel<T> {
  const { overflow = 'block' } = options
  if (capacity !== Infinity && !(Number.isInteger(capacity) && capacity > 0)) {
    throw new RangeError(`A broadcast channel's capacity is a whole number from 1, or Infinity, not ${capacity}.`)
  }
  if (!POLICIES.includes(overflow)) {
    throw new TypeError(`The overflow policy is one of ${POLICIES.join(', ')}, not ${overflow}.`)
  }
  return new Hub<T>(capacity, overflow)
}

const POLICIES: readonly Overflow[] = ['block', 'dropOldest', 'dropNewest', 'error']

class Hub<T> implements BroadcastChannel<T> {
  readonly overflow: Overflow
  readonly #capacity: number
  readonly #subscriptions = new Set<Subscription<T>>()
  /** Blocked senders, each with its value; only under `block`, and only while a subscriber is full. */
  readonly #senders = new WaitQueue<void, T>()
  #dropped = 0
  #closed = false

  constructor(capacity: number, overflow: Overflow) {
    this.#capacity = capacity
    this.overflow = overflow
  }

  async send(value: T): Promise<void> {
    const slot = enter() ?? (await refuse())
    this.#refuseIfClosed()
    if (!this.#canDeliver()) return park(slot, 'broadcast.send', { queue: this.#senders, item: value })
    this.#deliver(value)
    await breathe(slot)
  }

  sendNowait(value: T): void {
    this.#refuseIfClosed()
    if (!this.#canDeliver()) throw new WouldBlock()
    this.#deliver(value)
  }

  subscribe(): ReceiveChannel<T> {
    this.#refuseIfClosed()
    const subscription = new Subscription<T>(this.#capacity, (leaving) => {
      if (leaving) this.#subscriptions.delete(subscription)
      this.#advance(subscription)
    })
    this.#subscriptions.add(subscription)
    return new MemoryReceiveChannel(subscription)
  }

  close(): void {
    this.#closed = true
    this.#senders.failAll(() => new ClosedResourceError())
    for (const subscription of this.#subscriptions) subscription.end()
    this.#subscriptions.clear()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  statistics(): BroadcastStatistics {
    return Object.freeze({
      subscribers: this.#subscriptions.size,
      tasksWaitingSend: this.#senders.size,
      dropped: this.#dropped,
    })
  }

  /** To all or to none: a cancelled `send` has reached nobody. Never out of turn, as while senders wait somebody is full. */
  #canDeliver(): boolean {
    return this.overflow !== 'block' || this.#allHaveRoom()
  }

  #allHaveRoom(but?: Subscription<T>): boolean {
    for (const subscription of this.#subscriptions) if (!subscription.hasRoom && subscription !== but) return false
    return true
  }

  /** One is about to take a value, or has left: it is no reason any more for senders to wait. */
  #advance(freed: Subscription<T>): void {
    for (let but: Subscription<T> | undefined = freed; this.#senders.size > 0; but = undefined) {
      if (!this.#allHaveRoom(but)) return
      this.#deliver(this.#senders.firstItem)
      this.#senders.wake()
    }
  }

  #deliver(value: T): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.receivers.wake(value)) continue
      if (subscription.hasRoom || this.overflow === 'block') subscription.put(value)
      else this.#overflow(subscription, value)
    }
  }

  #overflow(subscription: Subscription<T>, value: T): void {
    if (this.overflow === 'error') {
      this.#subscriptions.delete(subscription)
      subscription.break()
      return
    }
    this.#dropped++
    if (this.overflow === 'dropNewest') return
    subscription.buffer.shift()
    subscription.put(value)
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new ClosedResourceError()
  }
}

/** The state behind what `subscribe` gives: a memory channel of its own, that the hub fills. */
class Subscription<T> extends ChannelState<T> {
  readonly #freed: (leaving: boolean) => void
  #broken = false

  constructor(capacity: number, freed: (leaving: boolean) => void) {
    super(capacity)
    this.#freed = freed
    this.openSend = 1
  }

  override pull(): undefined {
    this.#freed(false)
  }

  override receiversGone(): void {
    this.buffer.clear()
    this.#freed(true)
  }

  override ending(): Error {
    return this.#broken
      ? new BrokenResourceError('This subscriber was too slow, and lost its subscription.')
      : super.ending()
  }

  end(): void {
    this.openSend = 0
    this.receivers.failAll(() => this.ending())
  }

  break(): void {
    this.#broken = true
    this.end()
  }
}

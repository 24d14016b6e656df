/** A process of its own for one program of one variant. Started by `run-in-lane.ts`, never by hand. */
import type { LaneOrder } from './lane-messages.ts'
import { follow } from './follow.ts'

process.once('message', (order: LaneOrder) => {
  // From here on the channel only says whether the parent lives; it must not keep this process alive.
  process.channel?.unref()
  void follow(order)
})

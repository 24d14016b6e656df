import type { ChannelBook, Claim, PermitBook } from './ledger.ts'
import type { Course } from './run-program.ts'
import { leavesOf, shapeOf } from './shape.ts'

/** What must hold for every program, in whatever order its tasks ran: each line names what was broken. */
export function brokenInvariants({ trace, ledger, failure, deadlocked, faults }: Course): string[] {
  const found = [...trace.faults, ...ledger.faults]
  // Clean-up that blocks for ever once more is given up: the run ends with its DeadlockError and leaves it where it hangs.
  if (deadlocked && ledger.open.size > 0) return found
  found.push(...faults)
  for (const open of ledger.open) found.push(`${open} never ended`)
  const leaves = failure ? leavesOf(shapeOf(failure.error)) : []
  if (leaves.includes('cancelled')) found.push('a Cancelled came out of the run')
  for (const name of ledger.thrown)
    if (!leaves.includes(name) && !ledger.accounted.has(name)) found.push(`${name} was lost`)
  for (const book of ledger.channels) found.push(...brokenInChannel(book))
  for (const book of Object.values(ledger.permits).flat()) found.push(...brokenInPermits(book))
  return found
}

/** Each item to one receiver, in the order of the calls at both ends; none that wasn't sent. */
function brokenInChannel({ sends, receives, receiverClosed }: ChannelBook): string[] {
  const found: string[] = []
  const received = receives.filter(({ outcome }) => outcome === 'fine')
  const order = received.map(({ item }) => sends.findIndex((send) => send.item === item))
  order.forEach((place, index) => {
    const { item } = received[index]!
    if (place < 0) found.push(`item ${item} was received and never sent`)
    else if (sends[place]!.outcome !== 'fine')
      found.push(`item ${item} was received, and its send was ${sends[place]!.outcome}`)
    if (index > 0 && place === order[index - 1]) found.push(`item ${item} was received twice`)
    else if (index > 0 && place < order[index - 1]!) found.push(`item ${item} came out of order`)
  })
  const latest = Math.max(-1, ...order)
  if (receiverClosed) return found
  for (const [place, { item, outcome }] of sends.entries())
    if (outcome === 'fine' && place < latest && !order.includes(place)) found.push(`item ${item} was lost`)
  return found
}

/** L16: whoever asked first has it first. */
function brokenInPermits({ claims, permits, holding }: PermitBook): string[] {
  const found: string[] = []
  if (holding !== 0) found.push(`${holding} permits were never given back`)
  const served = claims.filter((claim): claim is Claim & { gotAt: number; gotAs: number } => claim.gotAt !== undefined)
  for (const [index, claim] of served.entries()) {
    const before = served[index - 1]
    if (!before) continue
    if (claim.gotAt < before.gotAt || (permits === 1 && claim.gotAs < before.gotAs))
      found.push(`section ${claim.id} went before ${before.id}`)
  }
  return found
}

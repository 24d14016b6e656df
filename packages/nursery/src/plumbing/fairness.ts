import { macrotask } from './macrotask.ts'

/** How long the tasks of a process may hold the loop before a checkpoint lets timers and I/O in, in ms. */
const HOLD = 8

/** When timers and I/O last had their turn, as far as this package knows. One loop, so one for all runs. */
let turnStart = 0

/** The turn that they are about to have. */
let turn: Promise<void> | undefined

/**
 * Reading the clock costs more than the rest of a checkpoint. So where many of them, in a row, have each come within
 * `QUICK` ms of the one before, only every 32nd reads it; one that comes later ends that.
 */
const QUICK = 0.05
const HOT = 256
const UNREAD = 31
let lastRead = 0
let quickInRow = 0
let unread = 0

/**
 * A turn for timers and I/O when they have been kept waiting. All who ask until it is over go on after it, in order. Short,
 * so that the compiler puts it into every operation.
 */
export function fairness(): Promise<void> | undefined {
  if (turn) return turn
  if (unread === 0) return readClock()
  unread--
  return undefined
}

/** To be told by whatever the host calls. */
export function hostHadItsTurn(): void {
  turnStart = performance.now()
}

function readClock(): Promise<void> | undefined {
  const now = performance.now()
  quickInRow = now - lastRead < QUICK ? quickInRow + 1 : 0
  if (quickInRow > HOT) unread = UNREAD
  lastRead = now
  if (Math.abs(now - turnStart) < HOLD) return undefined
  turn = letOthersIn()
  return turn
}

async function letOthersIn(): Promise<void> {
  await macrotask()
  turn = undefined
  turnStart = lastRead = performance.now()
}

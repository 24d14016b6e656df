import type { CutPlan, OrderPlan, RunPlan } from './plan.ts'

const served = { code: 'AD', meets: 'served', delay: 0, hangs: false } as const

/**
 * Plans that failed once, shrunk: each is tried on every variant before anything is drawn. A property that fails prints
 * what to add here.
 */
export const keptPlans = (): readonly RunPlan[] => [
  // The connection that AD came on is lost before undici has told anything of BT's answer: BT is asked for once more.
  { items: [served, { code: 'BT', meets: 'lost in headers', delay: 0, hangs: false }], concurrency: 1 },
]

/**
 * The same, of orders. Each needs a scheduler of its own for every run, with the numbers that were printed:
 * `scheduler: fc.schedulerFor([2, 1, 3])`.
 */
export const keptOrders = (): readonly OrderPlan[] => []

/** The same, of cuts. */
export const keptCuts = (): readonly CutPlan[] => [
  // Cancelled from inside the event that tells of its start.
  { items: [served], concurrency: 1, instant: { after: 'started', count: 1, by: 'cancel' } },
]

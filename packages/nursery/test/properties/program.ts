/**
 * The programs that are generated: data, so that they can be shrunk, printed and kept. `run-program.ts` runs them with the
 * library, `model/` predicts what must come out. A step is run once at most, so its number names what it opens.
 */
export type Step =
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'forever' | 'checkpoint' | 'look' | 'started' }
  /** Throws an error of its own. */
  | { readonly do: 'fail'; readonly id: number }
  /** Act on any block, or any task, of the program that was entered already: `target` is taken modulo their number. */
  | { readonly do: 'cancel' | 'cancelTask'; readonly target: number }
  | { readonly do: 'shield'; readonly target: number; readonly on: boolean }
  | { readonly do: 'deadline'; readonly target: number; readonly ms: number }
  | { readonly do: 'join'; readonly id: number; readonly target: number; readonly rethrow: boolean }
  | { readonly do: 'nursery'; readonly id: number; readonly limit: number; readonly body: readonly Step[] }
  | Limit
  | Spawn
  /** `all` also swallows a cancellation. */
  | { readonly do: 'catch'; readonly all: boolean; readonly body: readonly Step[]; readonly handler: readonly Step[] }
  /** `keep`: as `using` does, a second error carries the first; else it replaces it, as `finally` does. */
  | {
      readonly do: 'finally'
      readonly keep: boolean
      readonly body: readonly Step[]
      readonly cleanUp: readonly Step[]
    }
  | { readonly do: 'defer'; readonly timeout: number | undefined; readonly body: readonly Step[] }
  | { readonly do: 'send' | 'receive'; readonly id: number; readonly channel: number; readonly wait: boolean }
  | { readonly do: 'close'; readonly channel: number; readonly end: 'send' | 'receive' }
  | Section

export interface Limit {
  readonly do: 'scope'
  readonly id: number
  readonly kind: 'scope' | 'moveOnAfter' | 'failAfter'
  readonly ms: number
  readonly shield: boolean
  readonly body: readonly Step[]
}

export interface Spawn {
  readonly do: 'spawn'
  readonly id: number
  readonly how: 'soon' | 'service' | 'start'
  /** How many nurseries further out than the innermost. */
  readonly up: number
  readonly body: readonly Step[]
}

export interface Section {
  readonly do: 'section'
  readonly id: number
  readonly resource: 'lock' | 'semaphore' | 'limiter'
  readonly index: number
  readonly body: readonly Step[]
}

export interface Program {
  /** The body of the outermost nursery, which has number 0. */
  readonly body: readonly Step[]
  /** Undefined: first in, first out. */
  readonly seed: number | undefined
  /** How the host's time passes: see `host-time.ts`. */
  readonly pace: number
  readonly resources: Resources
}

/** What the tasks share: capacities of channels, permits, tokens. */
export interface Resources {
  readonly channels: readonly number[]
  readonly locks: number
  readonly semaphores: readonly number[]
  readonly limiters: readonly number[]
}

/** What can be cancelled, and what can be joined: the numbers of blocks and of tasks. */
interface Census {
  readonly blocks: readonly number[]
  readonly tasks: readonly number[]
}

export const OUTERMOST = 0

const MOST_TASKS = 50

interface Numbered {
  readonly body: readonly Step[]
  readonly census: Census
}

/** The model is asked about one program up to a thousand times. */
const known = new WeakMap<readonly Step[], Numbered>()

/** Gives every step its number, and leaves out tasks beyond the fiftieth. */
export function numbered(body: readonly Step[]): Numbered {
  const result = known.get(body) ?? number(body)
  known.set(body, result)
  return result
}

function number(body: readonly Step[]): Numbered {
  const blocks = [OUTERMOST]
  const tasks: number[] = []
  let last = OUTERMOST
  return { body: numberAll(body), census: { blocks, tasks } }

  function numberAll(steps: readonly Step[]): Step[] {
    return steps.flatMap((step) => numberOne(step) ?? [])
  }

  function numberOne(step: Step): Step | undefined {
    const id = ++last
    const result: Record<string, unknown> = { ...step }
    if ('id' in step) result.id = id
    if (step.do === 'nursery' || step.do === 'scope') blocks.push(id)
    if (step.do === 'spawn') {
      if (tasks.length === MOST_TASKS) return undefined
      tasks.push(id)
    }
    for (const part of ['body', 'handler', 'cleanUp'] as const) {
      const steps = (step as unknown as Record<string, readonly Step[] | undefined>)[part]
      if (steps) result[part] = numberAll(steps)
    }
    return result as unknown as Step
  }
}

import { DEFAULT_LIMITS, type Limits } from '@interleave/contract'
import type { Behaviour } from '@interleave/origin'
import type { Subject } from './subject.ts'

const blocks = ({ variant }: Subject) => variant.traits.start === 'blocking'

/**
 * An answer so late that only a cancel ends it. A model that blocks its caller can't be cancelled meanwhile, and gets it
 * soon: it breaks the clause all the same, but doesn't take a minute for it.
 */
export function late(subject: Subject): Behaviour {
  return { kind: 'serve', delay: blocks(subject) ? 20 : 60_000 }
}

/** Half an answer, and no more. A model that blocks its caller gets a whole one, for the same reason. */
export function halfDone(subject: Subject): Behaviour {
  return blocks(subject) ? late(subject) : { kind: 'hang', at: 'in-body' }
}

/** Limits that end nothing before a clause's patience does: only a cancel may. */
export function endless({ patience }: Subject): Limits {
  const never = patience * 2
  return { ...DEFAULT_LIMITS, headers: never, body: never, total: never }
}

/**
 * Limits for a run that an origin makes wait for others: short for a model that would wait in vain. On a busy machine
 * threads may take longer to come about than an answer may by default.
 */
export function barrierLimits(subject: Subject): Limits {
  return blocks(subject) ? { ...DEFAULT_LIMITS, total: 200 } : endless(subject)
}

import type { Variant } from '@interleave/contract'
import { CLAUSES } from '../../src/index.ts'
import type { Clause } from '../../src/clause.ts'
import { variant as asyncMapLimit } from './async-map-limit.ts'
import { variant as effect } from './effect.ts'
import { variant as effection } from './effection.ts'
import { variant as pMap } from './p-map.ts'
import { variant as pQueue } from './p-queue.ts'
import { variant as promiseAll } from './promise-all.ts'

/** A peer, and what it is known to fail at. */
export interface Peer {
  readonly variant: Variant
  /** What one gets, and what not, in a sentence. */
  readonly inShort: string
  /** By clause: why it fails. A clause that isn't named here must be kept. */
  readonly fails: Readonly<Record<string, string>>
  /** Of these, the ones that may wait for an end that nothing brings about: they are asked with little patience. */
  readonly waitInVain?: readonly string[]
}

/** The clauses that a peer is asked: all but those of the spinner, which is the suite's own. */
export const ASKED: readonly Clause[] = CLAUSES.filter(({ id }) => !id.startsWith('S'))

const DEAF = {
  D12: 'There is no cancel: the requests stay open.',
  D13: 'There is no cancel: the run goes on.',
  D14: 'There is no cancel: the rest is asked for too.',
  R3: 'There is no cancel: nothing keeps its reason.',
  R4: 'There is no cancel: the result waits for every download.',
  R5: 'There is no cancel: the result waits for every download.',
  R7: 'There is no cancel: the signal reaches nobody.',
  R11: 'There is no cancel: one of two runs cannot be ended.',
  F32: 'There is no cancel: the run goes on.',
}
/** F36 cancels too, once it has tried each event; R10 ends with a cancel. */
const IN_VAIN = [...Object.keys(DEAF), 'R10', 'F36']
const LEAVES_SIBLINGS = 'It rejects at the first error, and leaves the requests that are open to themselves.'
const LEAVES_FILES = 'It rejects at the first error, while other downloads go on and write their files.'
const SETTLES_EARLY = 'It rejects at the abort, and does not wait for the downloads to end.'
const LOSES_THE_REST = `${LEAVES_FILES} What goes wrong after the abort is lost.`
const LATE_TASKS = 'Downloads end after the run has.'
const LATE_WRITES = 'A file that is being written at the cancel is written on after the run has ended.'

/** Who has all but the patience to wait for what it has ended. */
const LEAVES_EARLY = {
  inShort:
    'a bound and a signal; it rejects at the abort, or at the first error, while downloads are still on their way out.',
  fails: {
    D13: LATE_WRITES,
    D17: LEAVES_SIBLINGS,
    R5: SETTLES_EARLY,
    R10: LATE_TASKS,
    F32: SETTLES_EARLY,
    F36: LOSES_THE_REST,
  },
}

/** What people use instead, from the least to the most. */
export const PEERS: readonly Peer[] = [
  {
    variant: promiseAll,
    inShort: 'no bound and no cancel; the first error ends the wait, and the other requests run on.',
    fails: {
      D5: 'It has no bound: everything is asked for at once.',
      D8: 'Everything is asked for before the first file is there.',
      D17: LEAVES_SIBLINGS,
      R10: 'It has no bound: more are under way than the limit.',
      F24: 'It has no bound: each request has a new connection, and a reset of a new one is believed.',
      F25: 'It has no bound: everything is asked for before the server goes, and nothing while it is gone.',
      F36: LEAVES_FILES,
      F37: 'It has no bound: more requests are open than the limit.',
      F40: 'It has no bound: the bodies under way grow with the number of items.',
      ...DEAF,
    },
    waitInVain: IN_VAIN,
  },
  {
    variant: asyncMapLimit,
    inShort: 'a bound, but no cancel; the first error ends the wait, and the other requests run on.',
    fails: { D17: LEAVES_SIBLINGS, R10: 'There is no cancel: the run goes on.', F36: LEAVES_FILES, ...DEAF },
    waitInVain: IN_VAIN,
  },
  {
    variant: pMap,
    ...LEAVES_EARLY,
  },
  {
    variant: pQueue,
    ...LEAVES_EARLY,
  },
  {
    variant: effect,
    inShort: 'all but one thing: an interrupted fiber does not wait for the end of a promise inside `tryPromise`.',
    fails: {
      D13: LATE_WRITES,
      R5: 'An interrupted fiber does not wait for the promise inside its tryPromise.',
      R10: LATE_TASKS,
      F32: 'An interrupted fiber does not wait for the promise inside its tryPromise.',
      F36: 'What goes wrong in that promise after the interrupt is lost, and it may still be writing its file.',
    },
  },
  {
    variant: effection,
    inShort: 'all but one thing: a halted task does not wait for the end of a promise that it took in with `until`.',
    fails: {
      D13: LATE_WRITES,
      R5: 'A halted task does not wait for the promise that it waited for with until.',
      R10: LATE_TASKS,
      F32: 'A halted task does not wait for the promise that it waited for with until.',
      F36: 'What goes wrong in that promise after the halt is lost, and it may still be writing its file.',
    },
  },
]

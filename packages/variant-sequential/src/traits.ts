import type { Traits } from '@interleave/contract'

export const traits: Traits = {
  start: 'blocking',
  cancel: 'none',
  onFailure: 'stops-the-caller',
  waitsForChildren: 'not-applicable',
  concurrency: { default: 1, greatest: 1 },
  lacks: {
    spins:
      'The one thread is inside `slow`, so nobody is left to draw; when it comes back there is nothing to wait for.',
    overlaps: 'The next request begins when the call that made the last one has returned.',
    cancels: 'The call returns when all is done: until then its caller, who would cancel it, does not run.',
    cancelsSpinner: 'The call returns with the answer, and there is nothing left to cancel.',
    virtualTime: 'It waits by stopping the thread, and fake timers are moved by that thread.',
  },
}

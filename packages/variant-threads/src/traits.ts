import type { Traits } from '@interleave/contract'

export const traits: Traits = {
  start: 'lazy',
  cancel: 'message',
  onFailure: 'siblings-run-on',
  waitsForChildren: 'by-hand',
  // A thread of this pool is a whole isolate with its own undici: about 34 MiB and 0.45 s of processor time (measured),
  // so 32 of them are a gigabyte. The book allows its threads 1000.
  concurrency: { default: 30, greatest: 32 },
  lacks: {
    cancelsSpinner: 'The thread that would hear the cancel is the one that is blocked in `slow`.',
    virtualTime: 'Other threads have clocks of their own, which fake timers of this one do not move.',
  },
}

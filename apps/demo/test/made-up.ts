import type { Variant } from '@interleave/contract'
import { variant as dying } from './variants/dying.ts'
import { variant as failing } from './variants/failing.ts'
import { variant as lateRejection } from './variants/late-rejection.ts'
import { variant as lateSignal } from './variants/late-signal.ts'
import { variant as lingering } from './variants/lingering.ts'
import { variant as noisy } from './variants/noisy.ts'
import { variant as polite } from './variants/polite.ts'
import { variant as stubborn } from './variants/stubborn.ts'
import { variant as throwing } from './variants/throwing.ts'

/** Variants that misbehave, by what they do. */
export const madeUp = {
  dying,
  failing,
  lateRejection,
  lateSignal,
  lingering,
  noisy,
  polite,
  stubborn,
  throwing,
} satisfies Record<string, Variant>

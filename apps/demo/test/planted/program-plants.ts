import type { Variant } from '@interleave/contract'
import { NEVER_SETTLES, EARLY_OPENER } from '../../../../packages/conformance/test/planted/stand-ins.ts'
import { CONTROL } from '../../../../packages/conformance/test/planted/plants.ts'

/** The program with one of its modules replaced, and the row of the fault matrix that must find it. */
export interface ProgramPlant {
  readonly id: string
  /** `F33` */
  readonly breaks: string
  /** The mistake, in a sentence. */
  readonly mistake: string
  /** A module of `src`. */
  readonly replaces: string
  /** What stands in its place. */
  readonly by: URL
  /** The variant with which the mistake shows. */
  readonly variant: Variant
}

/** Mistakes of the command line, which no variant could make or mend. */
export const PROGRAM_PLANTS: readonly ProgramPlant[] = [
  {
    id: 'finds-out-late',
    breaks: 'F27',
    mistake: 'Does not try the folder before it asks the server.',
    replaces: 'destination.ts',
    by: new URL('./program/finds-out-late.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'asks-for-permission',
    breaks: 'F27',
    mistake: 'Asks whether it may write instead of trying.',
    replaces: 'destination.ts',
    by: new URL('./program/asks-for-permission.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'goes-where-links-go',
    breaks: 'F27',
    mistake: 'Follows a symbolic link that leads out.',
    replaces: 'destination.ts',
    by: new URL('./program/goes-where-links-go.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'makes-no-folder',
    breaks: 'F27',
    mistake: 'Refuses a folder that could be made.',
    replaces: 'destination.ts',
    by: new URL('./program/makes-no-folder.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'complains-and-succeeds',
    breaks: 'F27',
    mistake: 'Says what is wrong, with exit code 0.',
    replaces: 'exit-codes.ts',
    by: new URL('./program/complains-and-succeeds.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'starves-in-silence',
    breaks: 'F29',
    mistake: 'Does not say that descriptors were wanting.',
    replaces: 'verdict.ts',
    by: new URL('./program/starves-in-silence.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'deaf-to-signals',
    breaks: 'F33',
    mistake: 'Ignores signals.',
    replaces: 'interrupts.ts',
    by: new URL('./program/deaf-to-signals.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'ends-on-the-spot',
    breaks: 'F33',
    mistake: 'Exits in the handler of the signal, without a report and without its lane.',
    replaces: 'interrupts.ts',
    by: new URL('./program/ends-on-the-spot.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'interrupted-is-well',
    breaks: 'F33',
    mistake: 'Has exit code 0 for a run that was interrupted.',
    replaces: 'exit-codes.ts',
    by: new URL('./program/interrupted-is-well.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'dies-of-the-second',
    breaks: 'F33',
    mistake: 'Hears one signal, and is killed by the next.',
    replaces: 'interrupts.ts',
    by: new URL('./program/dies-of-the-second.ts', import.meta.url),
    variant: NEVER_SETTLES,
  },
  {
    id: 'never-sweeps',
    breaks: 'F34',
    mistake: 'Leaves what a killed run left.',
    replaces: 'sweep.ts',
    by: new URL('./program/never-sweeps.ts', import.meta.url),
    variant: EARLY_OPENER,
  },
  {
    id: 'no-ear-for-the-pipe',
    breaks: 'F35',
    mistake: 'Does not listen for the error of a pipe that nobody reads.',
    replaces: 'terminal.ts',
    by: new URL('./program/no-ear-for-the-pipe.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'goes-on-unread',
    breaks: 'F35',
    mistake: 'Listens for the error of a pipe that nobody reads, and goes on.',
    replaces: 'terminal.ts',
    by: new URL('./program/goes-on-unread.ts', import.meta.url),
    variant: CONTROL,
  },
  {
    id: 'leaves-before-it-is-read',
    breaks: 'F35',
    mistake: 'Exits when it has written, whether or not that was taken.',
    replaces: 'program.ts',
    by: new URL('./program/leaves-before-it-is-read.ts', import.meta.url),
    variant: CONTROL,
  },
]

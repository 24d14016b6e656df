import { mkdir } from 'node:fs/promises'
import { DEFAULT_LIMITS, type DownloadReport, type Limits } from '@interleave/contract'
import { flagPath } from '@interleave/flags'
import { someCodes } from './codes.ts'
import { lookEachTurn } from './look-each-turn.ts'
import { stallDisk, type StalledDisk } from './stalled-disk.ts'
import type { Subject } from './subject.ts'
import type { Trial } from './trial.ts'

/** A run of one item whose file waits for an answer of the disk. */
export interface DiskStep {
  readonly trial: Trial<DownloadReport>
  readonly directory: string
  readonly disk: StalledDisk
  /** What its item ends as when nobody interferes. */
  readonly ends: 'ok' | 'disk'
  /** Which of the answers it waits for. */
  readonly at: string
}

/** How the run is made. */
export interface DiskStepsOptions {
  readonly limits?: Limits
  /** Lets a turn pass in which the run may go on. */
  readonly turn?: (() => Promise<void>) | undefined
}

/**
 * Stops at each of the questions that the file of an item puts to the disk, in a run of its own: first of one that can
 * be written, then of one whose place is taken and that has to be cleared away. At none where the model waits for the
 * disk with its whole thread, for that is nothing that somebody could come between.
 */
export async function* diskSteps(
  subject: Subject,
  { limits = DEFAULT_LIMITS, turn }: DiskStepsOptions = {},
): AsyncGenerator<DiskStep> {
  const { origin, patience } = subject
  const [code = ''] = someCodes(1)
  for (const ends of ['ok', 'disk'] as const) {
    for (let nth = 1, isOver = false; !isOver; nth++) {
      await origin.reset({ hold: true })
      const directory = await subject.folder()
      if (ends === 'disk') await mkdir(flagPath(directory, code))
      const trial = subject.download({ codes: [code], directory, limits })
      await origin.untilRequests(1, { timeout: patience })
      await using disk = await stallDisk(await subject.folder())
      await origin.release()
      isOver = await endsBefore(trial, disk, nth, turn)
      if (!isOver) yield { trial, directory, disk, ends, at: `at step ${nth} of a file that is ${ends} in the end` }
    }
  }
}

/** Answers until the nth question is asked; whether the run ended before that. */
async function endsBefore(
  trial: Trial<unknown>,
  disk: StalledDisk,
  nth: number,
  turn: DiskStepsOptions['turn'],
): Promise<boolean> {
  for (let step = 1; step <= nth; step++) {
    await lookEachTurn(trial.ending(), () => disk.asked() >= step, turn)
    if (disk.asked() < step) return true
    if (step < nth) await disk.step()
  }
  return false
}

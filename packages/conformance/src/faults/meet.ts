import type { DownloadOptions, FailureKind, ItemStatus, Ports } from '@interleave/contract'
import type { Behaviour, Plan } from '@interleave/origin'
import { expect } from 'vitest'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import { imagesOf } from '../images.ts'
import type { Ending } from '../trial.ts'
import type { Subject } from '../subject.ts'
import { endOf } from './end-of.ts'

/** A fault, and what its item must be reported as: the kind of its failure, or its status where it is no error. */
export interface Encounter {
  readonly fault: Behaviour | readonly Behaviour[]
  readonly ends: FailureKind | ItemStatus
}

/** What a run came to that met some faults. */
export interface Met {
  /** The codes that met the faults, in their order. */
  readonly codes: readonly string[]
  /** Failures of theirs, in the same order. */
  readonly statusCodes: readonly (number | undefined)[]
}

/**
 * One run in which an origin does harm to some codes while others, before and after each, are served. Fails unless each
 * ends as its encounter says, all others are ok, there are whole files of what is ok and of nothing else, and nothing
 * is left open, on either side.
 */
export async function meet(
  subject: Subject,
  encounters: readonly Encounter[],
  options: Pick<Partial<DownloadOptions>, 'limits' | 'retries' | 'concurrency'> = {},
  ports: Partial<Ports> = {},
): Promise<Met> {
  await imagesOf(subject.origin)
  const { origin, patience } = subject
  const codes = someCodes(encounters.length * 2 + 1)
  const harmed = codes.filter((_, index) => index % 2 === 1)
  const plan: Plan = Object.fromEntries(encounters.map(({ fault }, index) => [harmed[index], fault]))
  await origin.reset({ plan })
  const directory = await subject.folder()
  const trial = subject.download({ codes, concurrency: 2, directory, ...options }, ports)
  const { items } = await trial.value()

  const expected = codes.map((_, index) => encounters[(index - 1) / 2]?.ends ?? 'ok')
  expect(items.map(endOf), 'what became of each').toEqual(expected)
  for (const { failure } of items)
    if (failure) expect(failure.message.length, `what is said of ${failure.kind}`).toBeGreaterThan(failure.kind.length)
  await expectFiles(
    subject,
    codes.filter((_, index) => expected[index] === 'ok'),
    directory,
  )
  expectNothingOpen(await trial.ending())
  await origin.untilIdle({ timeout: patience })
  const failed = items.filter((_, index) => index % 2 === 1)
  return { codes: harmed, statusCodes: failed.map(({ failure }) => failure?.statusCode) }
}

/** Fails unless every request of the run had been answered or closed when its result settled. */
export function expectNothingOpen({ openRequests }: Ending<unknown>): void {
  expect(openRequests, 'requests under way at the end').toBe(0)
}

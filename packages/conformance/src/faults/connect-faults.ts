import { DEFAULT_LIMITS, type FailureKind } from '@interleave/contract'
import { expect } from 'vitest'
import type { Clause } from '../clause.ts'
import { closedPort } from '../closed-port.ts'
import { someCodes } from '../codes.ts'
import { expectFiles } from '../expect-files.ts'
import type { Subject } from '../subject.ts'
import { openFullListener } from './full-listener.ts'
import { endOf } from './end-of.ts'
import { expectNothingOpen } from './meet.ts'

/** No connection comes about. */
export const CONNECT_FAULTS: readonly Clause[] = [
  {
    id: 'F1',
    title: 'connection refused: refused',
    run: async (subject) => expectAll(subject, 'refused', `http://127.0.0.1:${await closedPort()}/flags`),
  },
  {
    id: 'F2',
    title: 'a name that does not resolve: dns',
    run: (subject) => expectAll(subject, 'dns', 'http://no-such-host.invalid/flags'),
  },
  {
    id: 'F3',
    title: 'a connection that hangs: connect-timeout',
    async run(subject) {
      await using listener = await openFullListener()
      await expectAll(subject, 'connect-timeout', `http://127.0.0.1:${listener.port}/flags`, { count: 2, connect: 300 })
    },
  },
]

/** Fails unless every item of a run is this error, no file is there and nothing is left open. */
async function expectAll(
  subject: Subject,
  kind: FailureKind,
  base: string,
  // A name server may take its time to say no.
  { count = 3, connect = subject.patience }: { readonly count?: number; readonly connect?: number } = {},
): Promise<void> {
  const codes = someCodes(count)
  const limits = { ...DEFAULT_LIMITS, connect }
  const trial = subject.download({ codes, base, concurrency: 2, limits })
  const { items } = await trial.value()
  expect(items.map(endOf)).toEqual(codes.map(() => kind))
  await expectFiles(subject, [])
  expectNothingOpen(await trial.ending())
}

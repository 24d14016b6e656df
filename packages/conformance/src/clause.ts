import type { Capability } from '@interleave/contract'
import type { Subject } from './subject.ts'

/** One clause of SPEC.md, executable. */
export interface Clause {
  /** `D5` */
  readonly id: string
  /** The clause in short, after its number in a test's name. */
  readonly title: string
  /** A variant that lacks one of these is excused. */
  readonly needs?: readonly Capability[]
  /** Rejects when the subject breaks the clause. */
  run(subject: Subject): Promise<void>
}

import type { Subject } from './subject.ts'

/** SPEC.md's _m_: how many requests a variant may have open when it is asked for `concurrency` and `count` codes. */
export function inForce({ variant }: Subject, concurrency: number, count: number): number {
  return Math.min(concurrency, variant.traits.concurrency.greatest, count)
}

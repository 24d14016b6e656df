import { current } from './plumbing/current.ts'
import { dumpTree } from './plumbing/dump-tree.ts'

/** The tasks of this run as an indented text: where each is, and what it waits for. */
export function dumpTaskTree(): string {
  return dumpTree(current().scope.run)
}

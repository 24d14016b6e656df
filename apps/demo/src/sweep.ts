import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isPart } from '@interleave/flags'

/**
 * Removes what killed runs left in a folder: temporary files of processes that are no more. Those of living processes,
 * and everything else, stay. Resolves to the names removed; a folder that can't be read has none.
 */
export async function sweepParts(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => [])
  const stale = names.filter((name) => isPart(name) && !isAlive(Number(name.split('.')[3]?.split('-')[0])))
  await Promise.all(stale.map((name) => rm(join(directory, name), { force: true })))
  return stale
}

/** Whether there is a process with this id; one that belongs to somebody else counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

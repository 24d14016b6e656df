import { readFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isPart } from '@interleave/flags'

/**
 * Removes what killed runs left in a folder: temporary files of processes that are no more. Those of living processes,
 * and everything else, stay, as does what can't be removed. Resolves to the names that were looked at; a folder that can't
 * be read has none.
 */
export async function sweepParts(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => [])
  const stale = names.filter((name) => isPart(name) && !isAlive(ownerOf(name)))
  await Promise.all(stale.map((name) => rm(join(directory, name), { force: true }).catch(() => {})))
  return stale
}

/** The id of the process that made a temporary file. */
export function ownerOf(part: string): number {
  return Number(part.split('.')[3]?.split('-')[0])
}

/**
 * Whether a process with this id is running; one that belongs to somebody else counts. One that has ended and waits for
 * its parent to ask how doesn't, where the system tells (Linux): in a container the first process may never ask.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
  return !/^[ZX]/.test(stateOf(pid))
}

/** The state's letter in proc_pid_stat(5), behind the program's name, which may hold anything; '' if unknown. */
function stateOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '')
  } catch {
    return ''
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'

/** The id of a process that has ended. */
export function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** The id of a process that has ended and whose parent doesn't ask how: a zombie, until the test is over. */
export async function zombiePid(): Promise<number> {
  // `exec` puts a program that waits for nobody in the place of the shell that started the child.
  const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec tail -f /dev/null'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(String(line))
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('tail\n')
  process.kill(pid, 'SIGKILL')
  return pid
}

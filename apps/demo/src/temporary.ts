import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupError, sentenceOf } from './errors.ts'
import { isAlive } from './sweep.ts'

/** A folder that is gone when it is disposed of. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string
}

/** Makes one, and removes those of earlier processes that were killed. Rejects with {@link SetupError}. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const parent = tmpdir()
  await sweepFolders(parent)
  let path: string
  try {
    path = await mkdtemp(join(parent, `interleave-${process.pid}-`))
  } catch (error) {
    throw new SetupError(`No temporary folder can be made: ${sentenceOf(error)}. Name a folder with -o.`, {
      cause: error,
    })
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true })
    },
  }
}

async function sweepFolders(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  const stale = names.filter((name) => {
    const [, pid] = /^interleave-(\d+)-\w{6}$/.exec(name) ?? []
    return pid !== undefined && !isAlive(Number(pid))
  })
  await Promise.all(stale.map((name) => rm(join(parent, name), { recursive: true, force: true }).catch(() => {})))
}

import { lstat, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { partPath } from '@interleave/flags'
import { SetupError } from './errors.ts'
import { reasonOf } from './reason-of.ts'
import { sweepParts } from './sweep.ts'

/**
 * Makes sure that flags can be written to a folder, before anything is asked of a server: creates it if it is missing,
 * tries a file in it, and sweeps what killed runs left there. Resolves to its absolute path. Rejects with
 * {@link SetupError} where it is a file, can't be made or written, or is a symbolic link that leads out of the folder it
 * lies in: then the folder itself must be named.
 */
export async function prepareDestination(directory: string): Promise<string> {
  const path = absolute(directory)
  await refuseLinkOut(path, directory)
  await makeFolder(path, directory)
  await tryFile(path, directory)
  await sweepParts(path)
  return path
}

/** The folder that this process was started in may be gone. */
function absolute(directory: string): string {
  try {
    return resolve(directory)
  } catch (error) {
    throw new SetupError(`The current folder can't be found: ${reasonOf(error)}. Name another with -o.`, {
      cause: error,
    })
  }
}

async function refuseLinkOut(path: string, named: string): Promise<void> {
  const entry = await lstat(path).catch(() => undefined)
  if (!entry?.isSymbolicLink()) return
  const target = await realpath(path).catch(() => undefined)
  if (target === undefined)
    throw new SetupError(`${named} is a symbolic link that leads nowhere; name a folder with -o.`)
  const parent = await realpath(dirname(path))
  const way = relative(parent, target)
  if (way === '..' || way.startsWith('../') || isAbsolute(way)) {
    throw new SetupError(`${named} is a symbolic link that leads out, to ${target}; to write there, say -o ${target}.`)
  }
}

async function makeFolder(path: string, named: string): Promise<void> {
  const entry = await stat(path).catch(() => undefined)
  if (entry && !entry.isDirectory()) throw new SetupError(`${named} is not a folder; name one with -o.`)
  if (entry) return
  try {
    await makeFolders(path)
  } catch (error) {
    throw new SetupError(`The folder ${named} can't be made: ${reasonOf(error)}. Name another with -o.`, {
      cause: error,
    })
  }
}

/** As mkdir's `recursive`, which in Node 24 never returns where the system says ENOENT for ever, as in /proc. */
async function makeFolders(path: string): Promise<void> {
  const parent = dirname(path)
  const known = await stat(parent).catch(() => undefined)
  if (known === undefined && parent !== path) await makeFolders(parent)
  await mkdir(path).catch(async (error: unknown) => {
    // Somebody else may have made it meanwhile.
    const entry = await stat(path).catch(() => undefined)
    if (!entry?.isDirectory()) throw error
  })
}

/** Permissions don't tell everything (a read-only disk, a full one), so a file is really written. */
async function tryFile(path: string, named: string): Promise<void> {
  const probe = partPath(path, 'XX')
  try {
    await writeFile(probe, 'GIF', { flag: 'wx' })
  } catch (error) {
    throw new SetupError(`The folder ${named} can't be written: ${reasonOf(error)}. Name another with -o.`, {
      cause: error,
    })
  } finally {
    await rm(probe, { force: true }).catch(() => {})
  }
}

import { constants } from 'node:fs'
import { access, lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { prepareDestination as prepareRightly } from '../../../src/destination.ts'

export async function prepareDestination(directory: string): Promise<string> {
  const path = resolve(directory)
  const entry = await lstat(path).catch(() => undefined)
  const isAllowed = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  )
  return entry?.isDirectory() && isAllowed ? path : prepareRightly(directory)
}

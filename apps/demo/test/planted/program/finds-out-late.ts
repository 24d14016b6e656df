import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'

export async function prepareDestination(directory: string): Promise<string> {
  const path = resolve(directory)
  // Whatever is wrong with it, each flag will say so.
  await mkdir(path, { recursive: true }).catch(() => {})
  return path
}

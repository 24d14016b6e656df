import { join } from 'node:path'
import { prepareDestination } from './destination.ts'
import type { Entry } from './variants.ts'

/**
 * Each variant's folder, made and tried before the first request: `output` itself, or a folder in it for each where there
 * are `several`. Rejects as {@link prepareDestination} does.
 */
export async function prepareFolders(
  entries: readonly Entry[],
  output: string,
  several: boolean,
): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>()
  if (several) await prepareDestination(output)
  for (const { id } of entries) folders.set(id, await prepareDestination(several ? join(output, id) : output))
  return folders
}

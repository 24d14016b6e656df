import { join } from 'node:path'
import { prepareDestination } from './destination.ts'
import type { Entry } from './variants.ts'

/** A variant, and the folder that its flags go to. */
export interface Place {
  readonly entry: Entry
  readonly directory: string
}

/**
 * Each variant with its folder, made and tried before the first request: `output` itself, or a folder in it for each where
 * there are `several`. Rejects as {@link prepareDestination} does.
 */
export async function prepareFolders(
  entries: readonly Entry[],
  output: string,
  several: boolean,
): Promise<readonly Place[]> {
  const places: Place[] = []
  if (several) await prepareDestination(output)
  for (const entry of entries) {
    places.push({ entry, directory: await prepareDestination(several ? join(output, entry.id) : output) })
  }
  return places
}

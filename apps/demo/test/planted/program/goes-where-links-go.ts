import { realpath } from 'node:fs/promises'
import { prepareDestination as prepareRightly } from '../../../src/destination.ts'

export async function prepareDestination(directory: string): Promise<string> {
  return prepareRightly(await realpath(directory).catch(() => directory))
}

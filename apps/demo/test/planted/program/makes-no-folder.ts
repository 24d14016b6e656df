import { stat } from 'node:fs/promises'
import { prepareDestination as prepareRightly } from '../../../src/destination.ts'
import { SetupError } from '../../../src/errors.ts'

export async function prepareDestination(directory: string): Promise<string> {
  await stat(directory).catch((cause: unknown) => {
    throw new SetupError(`There is no folder ${directory}.`, { cause })
  })
  return prepareRightly(directory)
}

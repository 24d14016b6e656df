import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { flagPath } from '@interleave/flags'
import { isNoFlag } from './is-no-flag.ts'

/** What is there of a code's flag at this instant under another name than its own. */
export function partsOf(directory: string, code: string): string[] {
  const own = basename(flagPath('', code))
  return readdirSync(directory).filter((name) => isNoFlag(name) && name.includes(own))
}

import { codeOf } from './code-of.ts'
import type { Sources } from './read-sources.ts'

/** The functions that each variant has, by file: those of the talks, so that two variants can be laid side by side. */
const FUNCTIONS = {
  'spinner.ts': ['spin', 'slow', 'supervisor'],
  'downloader.ts': ['getFlag', 'downloadOne', 'downloadMany'],
} as const

const README_LINES = 40

/** What a variant's package lacks of the form that all have, a sentence each. */
export function houseBreaches({ files, readme }: Sources): string[] {
  const found: string[] = []
  if (!files.has('index.ts')) found.push('There is no index.ts.')
  for (const [file, names] of Object.entries(FUNCTIONS)) {
    const code = codeOf(files.get(file) ?? '')
    for (const name of names) {
      const declaration = new RegExp(`^export (?:(?:async )?function\\s*\\*?\\s*|const )${name}\\b`, 'm')
      if (!declaration.test(code)) found.push(`${file} exports no ${name}.`)
    }
  }
  const lines = readme?.trimEnd().split('\n').length ?? 0
  if (lines === 0) found.push('There is no README.md.')
  if (lines > README_LINES) found.push(`README.md has ${lines} lines; ${README_LINES} are the most.`)
  return found
}

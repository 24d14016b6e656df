import { stripVTControlCharacters } from 'node:util'

/** What the output of a whole run of the tests says. */
export interface Outcome {
  /** Tests that passed, of all packages. */
  readonly passed: number
  /** Tests and files that failed: package, file and title, each once. */
  readonly failed: readonly string[]
}

/** Reads what vitest says in each package, each line behind the package's name as turbo puts it. */
export function readOutcome(output: string): Outcome {
  const lines = stripVTControlCharacters(output).split('\n')
  let passed = 0
  const failed = new Set<string>()
  for (const line of lines) {
    const [, package_ = '', said = ''] = /^(\S+):test: +(.*?)\s*$/.exec(line) ?? []
    const [, count] = /^Tests .*?(\d+) passed/.exec(said) ?? []
    passed += Number(count ?? 0)
    const [, title] = /^FAIL +(.+)$/.exec(said) ?? []
    if (title !== undefined) failed.add(`${package_} ${title}`)
  }
  return { passed, failed: [...failed] }
}

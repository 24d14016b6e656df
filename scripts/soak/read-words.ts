import { parseArgs } from 'node:util'
import type { Entry } from './entry.ts'

/** What was asked of the command. */
export interface Words {
  /** How many runs. */
  readonly runs: number
  /** Where they are logged. */
  readonly log: string
  /** Whether to say what is logged instead. */
  readonly report: boolean
  /** Which tests: all where it is empty. */
  readonly part: Pick<Entry, 'only' | 'packages' | 'files'>
}

/** Reads the command's words; `log` is where runs are logged unless they say otherwise. Throws a sentence for a wrong one. */
export function readWords(words: readonly string[], log: string): Words {
  const options = {
    log: { type: 'string', default: log },
    only: { type: 'string' },
    package: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    report: { type: 'boolean', default: false },
  } as const
  const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true })
  const runs = Number(positionals[0] ?? 10)
  if (!Number.isInteger(runs) || runs < 1 || positionals.length > 1) {
    throw new RangeError(`The number of runs is one whole number from 1, not ${positionals.join(' ')}.`)
  }
  const { only, package: packages, file: files } = values
  if (only !== undefined && !isExpression(only)) {
    throw new RangeError(`--only takes a regular expression for titles of tests, not ${only}.`)
  }
  return {
    runs,
    log: values.log,
    report: values.report,
    part: { ...(only !== undefined && { only }), ...(packages && { packages }), ...(files && { files }) },
  }
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text).source !== ''
  } catch {
    return false
  }
}

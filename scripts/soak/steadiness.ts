import type { Entry } from './entry.ts'

/** A test that has failed, and what has become of it. */
interface Flake {
  /** Package, file and title. */
  readonly test: string
  /** When it failed last. */
  readonly at: string
  /** How often it has passed since. */
  readonly since: number
}

/** What a log of runs proves. */
export interface Steadiness {
  /** Whole runs that came to their end. */
  readonly runs: number
  /** Those in which every test passed. */
  readonly passed: number
  /** Those of all tests in a row without a failure, up to the last. */
  readonly streak: number
  /** Each test that ever failed, the last first. */
  readonly flakes: readonly Flake[]
}

/**
 * Reads the log, in the order in which the runs began. A run in which another test failed counts for those that didn't:
 * each is run whatever fails. One that was cut off counts for none.
 */
export function steadinessOf(log: readonly Entry[]): Steadiness {
  const ended = log
    .filter(({ result, failed }) => result === 'passed' || failed.length > 0)
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
  const whole = ended.filter(({ only, packages, files }) => (only ?? packages ?? files) === undefined)
  const last = new Map(ended.flatMap((entry, index) => entry.failed.map((test) => [test, index] as const)))
  const latestFirst = [...last].toSorted(([, one], [, other]) => other - one)
  return {
    runs: whole.length,
    passed: whole.filter(({ result }) => result === 'passed').length,
    streak: whole.length - 1 - whole.findLastIndex(({ result }) => result === 'failed'),
    flakes: latestFirst.map(([test, index]) => ({
      test,
      at: ended[index]?.at ?? '',
      since: ended.slice(index + 1).filter((entry) => holds(entry, test)).length,
    })),
  }
}

/** Whether a run had that test among its own. */
function holds({ only, packages, files }: Entry, test: string): boolean {
  const [, package_ = '', file = '', title = ''] = /^(\S+) (\S+)(?: > (.*))?$/.exec(test) ?? []
  if (packages?.includes(package_) === false) return false
  if (files?.some((part) => file.includes(part)) === false) return false
  return only === undefined || new RegExp(only).test(title.replaceAll(' > ', ' '))
}

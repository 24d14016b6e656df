/** What is logged of one run of the tests: a line of soak.jsonl. */
export interface Entry {
  /** When it began, in ISO 8601. */
  readonly at: string
  /** What was tested; with a plus when there was more in the folder than was committed. */
  readonly commit: string
  /** What all that is drawn was drawn from. */
  readonly seed: number
  readonly result: 'passed' | 'failed'
  /** Tests that passed. */
  readonly passed: number
  /** Tests and files that failed, each with its package. Without any, a run that failed was cut off. */
  readonly failed: readonly string[]
  readonly seconds: number
  /** How busy the machine was: runnable processes in the last five minutes, and its processors. */
  readonly load: number
  readonly processors: number
  /** Only the tests whose title this expression finds. Absent: all. */
  readonly only?: string
  /** Only the tests of these packages. Absent: all. */
  readonly packages?: readonly string[]
  /** Only the tests in files whose path holds one of these. Absent: all. */
  readonly files?: readonly string[]
}

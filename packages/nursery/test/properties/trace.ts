/** The course of a task that was cancelled while it waited for its turn. */
export const NEVER_BEGUN = 'never begun'

/** What was seen of a program's course: facts to be compared with the model's, each under a key of its own. */
export class Trace {
  readonly facts = new Map<string, string>()
  /** Facts noted twice, or after the end: nothing ends twice, nothing runs after the run. */
  readonly faults: string[] = []
  #closed = false

  note(key: string, value: string): void {
    if (this.#closed) this.faults.push(`${key} after the end of the run: ${value}`)
    else if (this.facts.has(key)) this.faults.push(`${key} twice: ${this.facts.get(key)}, ${value}`)
    else this.facts.set(key, value)
  }

  close(): void {
    this.#closed = true
  }
}

import type { Instrument } from './instrument.ts'
import type { Task } from './task.ts'

/**
 * Prints what a run does, in the lines of Trio's tutorial.
 *
 * @example
 * ```ts
 * await run(parent, { instruments: [new Tracer()] })
 * ```
 */
export class Tracer implements Instrument {
  readonly #print: (line: string) => void
  #waitingSince = 0

  constructor(print: (line: string) => void = (line) => console.log(line)) {
    this.#print = print
  }

  beforeRun(): void {
    this.#print('!!! run started')
  }

  afterRun(): void {
    this.#print('!!! run finished')
  }

  taskSpawned(task: Task): void {
    this.#print(`### new task spawned: ${task.name}`)
  }

  taskScheduled(task: Task): void {
    this.#print(`### task scheduled: ${task.name}`)
  }

  beforeTaskStep(task: Task): void {
    this.#print(`>>> about to run one step of task: ${task.name}`)
  }

  afterTaskStep(task: Task): void {
    this.#print(`<<< task step finished: ${task.name}`)
  }

  taskExited(task: Task): void {
    this.#print(`### task exited: ${task.name}`)
  }

  beforeIoWait(timeout: number): void {
    this.#print(
      timeout > 0 ? `### waiting for I/O for up to ${timeout / 1_000} seconds` : '### doing a quick check for I/O',
    )
    this.#waitingSince = performance.now()
  }

  afterIoWait(): void {
    this.#print(`### finished I/O check (took ${(performance.now() - this.#waitingSince) / 1_000} seconds)`)
  }
}

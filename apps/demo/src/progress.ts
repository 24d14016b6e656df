import { formatMeter } from './meter.ts'

/**
 * A progress line that rewrites itself, by the rules of tqdm 1.0: printed at once, then at most every 500 ms and only
 * when something was done, each time over the one before; erased at the end.
 *
 * @example
 * const progress = new Progress(676, (text) => process.stderr.write(text))
 * progress.start()
 * progress.tick() // for each item
 * progress.erase()
 */
export class Progress {
  readonly #total: number
  readonly #write: (text: string) => void
  readonly #columns: number
  #startedAt = 0
  #printedAt = 0
  #done = 0
  #length = 0

  /** A line that would reach the end of `columns` is cut: the cursor can't go back over a line's end. */
  constructor(total: number, write: (text: string) => void, columns = Infinity) {
    this.#total = total
    this.#write = write
    this.#columns = columns
  }

  /** Prints the first line and starts the clock. */
  start(): void {
    this.#startedAt = this.#printedAt = performance.now()
    this.#print(formatMeter({ done: 0, total: this.#total, elapsed: 0 }))
  }

  /** One more item is done. */
  tick(): void {
    this.#done++
    const now = performance.now()
    if (now - this.#printedAt < MIN_INTERVAL) return
    this.#printedAt = now
    this.#print(formatMeter({ done: this.#done, total: this.#total, elapsed: (now - this.#startedAt) / 1000 }))
  }

  /** Leaves an empty line, with the cursor behind the blanks: whoever writes next begins with a carriage return. */
  erase(): void {
    this.#print('')
  }

  #print(text: string): void {
    const line = text.slice(0, Math.max(this.#columns - 1, 0))
    this.#write(`\r${line.padEnd(this.#length)}`)
    this.#length = line.length
  }
}

/** ms between two refreshes. */
const MIN_INTERVAL = 500

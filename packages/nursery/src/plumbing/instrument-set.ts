import type { Instrument } from '../instrument.ts'

/** The instruments of a run, less those that have thrown. */
export class InstrumentSet {
  readonly #instruments: Set<Instrument>

  constructor(instruments: Iterable<Instrument>) {
    this.#instruments = new Set(instruments)
  }

  emit<H extends keyof Instrument>(hook: H, ...args: Parameters<NonNullable<Instrument[H]>>): void {
    for (const instrument of this.#instruments) {
      try {
        ;(instrument[hook] as ((...args: unknown[]) => void) | undefined)?.apply(instrument, args)
      } catch (error) {
        this.#instruments.delete(instrument)
        console.error(`An instrument threw in ${hook} and was dropped:`, error)
      }
    }
  }
}

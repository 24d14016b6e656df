import { checkWhole } from './check-plan.ts'
import type { OriginBehaviour } from './options.ts'

interface Waiting {
  readonly code: string | null
  readonly go: () => void
}

/** Holds requests and lets them go: all, by code, by number, or as soon as enough have gathered. */
export class Gate {
  readonly #waiting = new Set<Waiting>()
  readonly #releasedCodes = new Set<string>()
  #holdsAll: boolean
  #gather: { readonly requests: number; readonly rounds: boolean } | null
  #isOpen = false
  #credit = 0

  constructor({ hold = false, holdUntilOpen }: Pick<OriginBehaviour, 'hold' | 'holdUntilOpen'>) {
    this.#holdsAll = hold
    this.#gather = gatherOf(holdUntilOpen)
  }

  get held(): number {
    return this.#waiting.size
  }

  /** Calls `go` now or when it is released; the function returned takes the request out again. */
  enter(code: string | null, mustHold: boolean, go: () => void): () => void {
    if (!this.#stops(code, mustHold)) {
      go()
      return () => {}
    }
    const waiting = { code, go }
    this.#waiting.add(waiting)
    this.#letGathered()
    return () => void this.#waiting.delete(waiting)
  }

  holdAll(): void {
    this.#holdsAll = true
    this.#isOpen = false
    this.#credit = 0
    this.#releasedCodes.clear()
  }

  /** Throws OriginOptionsError for a number that is no number of requests. */
  release(which?: string | number): number {
    if (typeof which === 'number') checkWhole('The number to release', which)
    if (typeof which === 'string') return this.#releaseCode(which.toUpperCase())
    if (typeof which === 'number') return this.#releaseCount(which)
    this.#isOpen = true
    return this.#letGo([...this.#waiting])
  }

  #stops(code: string | null, mustHold: boolean): boolean {
    if (this.#isOpen || (code !== null && this.#releasedCodes.has(code))) return false
    if (!mustHold && !this.#holdsAll && this.#gather === null) return false
    if (this.#credit === 0) return true
    this.#credit -= 1
    return false
  }

  #letGathered(): void {
    if (this.#gather === null || this.#waiting.size < this.#gather.requests) return
    if (!this.#gather.rounds) this.#gather = null
    this.#letGo([...this.#waiting])
  }

  #releaseCode(code: string): number {
    this.#releasedCodes.add(code)
    return this.#letGo([...this.#waiting].filter((waiting) => waiting.code === code))
  }

  #releaseCount(count: number): number {
    const going = [...this.#waiting].slice(0, count)
    this.#credit += count - going.length
    return this.#letGo(going)
  }

  #letGo(going: readonly Waiting[]): number {
    for (const waiting of going) this.#waiting.delete(waiting)
    for (const waiting of going) waiting.go()
    return going.length
  }
}

function gatherOf(option: OriginBehaviour['holdUntilOpen']): { requests: number; rounds: boolean } | null {
  if (option === undefined) return null
  if (typeof option === 'number') return { requests: option, rounds: false }
  return { requests: option.requests, rounds: option.rounds ?? false }
}

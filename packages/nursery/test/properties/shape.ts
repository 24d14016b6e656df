import { Cancelled, DeadlockError, NurseryError, TooSlowError } from '../../src/index.ts'

/** An error, reduced to what the laws speak about. */
export type Shape =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'leaf'; readonly name: string }
  | { readonly kind: 'group'; readonly of: readonly Shape[] }
  | { readonly kind: 'pair'; readonly late: Shape; readonly early: Shape }

export const CANCELLED: Shape = { kind: 'cancelled' }

/** The error of a `fail` step. */
export class Planned extends Error {
  readonly id: number

  constructor(id: number) {
    super(`planned ${id}`)
    this.id = id
  }
}

export function leaf(name: string): Shape {
  return { kind: 'leaf', name }
}

export const nameOfFailure = (id: number): string => `error ${id}`
export const nameOfSlow = (scope: string): string => `too slow ${scope}`
export const nameOfUnready = (task: number): string => `task ${task} was never ready`

/** The library's errors as shapes. One that isn't expected keeps its message, which no model predicts. */
export function shapeOf(error: unknown): Shape {
  if (error instanceof Cancelled) return CANCELLED
  if (error instanceof Planned) return leaf(nameOfFailure(error.id))
  if (error instanceof TooSlowError) return leaf(nameOfSlow(error.scopeName))
  if (error instanceof DeadlockError) return shapeOfDeadlock(error)
  if (error instanceof NurseryError) return { kind: 'group', of: error.errors.map(shapeOf) }
  if (error instanceof SuppressedError)
    return { kind: 'pair', late: shapeOf(error.error), early: shapeOf(error.suppressed) }
  const text = String(error)
  const unready = /task (\d+) ended without calling status\.started/.exec(text)
  return leaf(unready ? nameOfUnready(Number(unready[1])) : text)
}

/** With what the run's main function failed with besides. */
function shapeOfDeadlock(error: DeadlockError): Shape {
  const deadlock = leaf('deadlock')
  return 'cause' in error ? { kind: 'pair', late: deadlock, early: shapeOf(error.cause) } : deadlock
}

/** True when nothing but cancellations is in it. */
export function isOnlyCancelled(shape: Shape): boolean {
  if (shape.kind === 'group') return shape.of.every(isOnlyCancelled)
  if (shape.kind === 'pair') return isOnlyCancelled(shape.late) && isOnlyCancelled(shape.early)
  return shape.kind === 'cancelled'
}

/** The names of all errors in it. */
export function leavesOf(shape: Shape): string[] {
  if (shape.kind === 'group') return shape.of.flatMap(leavesOf)
  if (shape.kind === 'pair') return [...leavesOf(shape.late), ...leavesOf(shape.early)]
  return shape.kind === 'leaf' ? [shape.name] : ['cancelled']
}

/** Equal for errors that no law tells apart: the order of arrival within a group, and how often it holds a cancellation. */
export function spellShape(shape: Shape): string {
  if (isOnlyCancelled(shape)) return 'cancelled'
  if (shape.kind === 'group') {
    const spelt = shape.of.map(spellShape).filter((text) => text !== 'cancelled')
    if (spelt.length < shape.of.length) spelt.push('cancelled')
    return `[${spelt.toSorted().join(', ')}]`
  }
  if (shape.kind === 'pair') return `${spellShape(shape.late)} over ${spellShape(shape.early)}`
  return shape.kind === 'leaf' ? shape.name : 'cancelled'
}

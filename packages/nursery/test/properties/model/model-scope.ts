import { CANCELLED, type Shape } from '../shape.ts'

/** Why a scope was asked to cancel; only a deadline matters to anybody. */
export type Cause = 'deadline' | 'other'

/** A scope of the model: nothing is stored that L6 can say. */
export class ModelScope {
  parent: ModelScope | null
  shield: boolean
  due: number
  cause: Cause | null = null
  caught = false
  closed = false
  /** Clean-up to run at the end of the block. */
  readonly deferred: (() => Generator<unknown, void>)[] = []

  constructor(parent: ModelScope | null, shield = false, due = Infinity) {
    this.parent = parent
    this.shield = shield
    this.due = due
  }

  /** L6. */
  get effective(): boolean {
    return this.cause !== null || (!this.shield && this.parent !== null && this.parent.effective)
  }

  /** L7: what is left of a failure when the block exits. */
  close(failure: Shape | null, kept?: ReadonlySet<Shape>): Shape | null {
    this.closed = true
    const visible = !this.shield && this.parent !== null && this.parent.effective
    if (!failure || !this.effective || visible) return failure
    const rest = stripped(failure, kept)
    this.caught = rest !== failure
    return rest
  }
}

/** Without the cancellations: empty groups vanish, and the half of a pair that is left stands alone. */
function stripped(shape: Shape, kept?: ReadonlySet<Shape>): Shape | null {
  if (kept?.has(shape) || shape.kind === 'leaf') return shape
  if (shape.kind === 'cancelled') return null
  if (shape.kind === 'group') {
    const rest = shape.of.map((each) => stripped(each, kept))
    if (rest.every((each, index) => each === shape.of[index])) return shape
    const left = rest.flatMap((each) => each ?? [])
    return left.length > 0 ? { kind: 'group', of: left } : null
  }
  const late = stripped(shape.late, kept)
  const early = stripped(shape.early, kept)
  if (late === shape.late && early === shape.early) return shape
  return late && early ? { kind: 'pair', late, early } : (late ?? early)
}

/** L4: one group, the cancellations in it counted as one; they alone pass as they are. */
export function grouped(errors: readonly Shape[], cancelled: boolean): Shape | null {
  if (errors.length > 0) return { kind: 'group', of: cancelled ? [...errors, CANCELLED] : errors }
  return cancelled ? CANCELLED : null
}

/** One line of what the command finds. */
export interface Finding {
  /** A clause's number; `lacks` for an excuse, `drawn` for a property, `late` for an error that came after its clause. */
  readonly clause: string
  readonly title: string
  readonly state: 'kept' | 'fails' | 'excused'
  /** Why it fails, or by what it is excused. */
  readonly reason?: string
}

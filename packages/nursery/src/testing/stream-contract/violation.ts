/** How a stream has broken the rule that is being checked. */
export class Violation extends Error {
  /** @param outcome what the method did instead; its error, if that was one, is the cause. */
  constructor(message: string, outcome?: PromiseSettledResult<unknown>) {
    super(message, outcome?.status === 'rejected' ? { cause: outcome.reason as unknown } : undefined)
  }
}

/** What a value or an error is called in a sentence about it. */
export function nameOf(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'rejected') return `failed with ${String(outcome.reason)}`
  return outcome.value instanceof Uint8Array ? `gave ${outcome.value.length} bytes` : 'succeeded'
}

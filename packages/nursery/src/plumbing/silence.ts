/**
 * A promise that was given where a function belongs has begun already. Its own failure, which nobody will await, must not
 * end the process before the sentence that says what was meant is read.
 */
export function silence(value: unknown): void {
  if (value instanceof Promise) value.catch(() => {})
}

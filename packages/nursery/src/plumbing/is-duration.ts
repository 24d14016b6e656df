/** Whether a value is a number of ms to wait: from 0 to Infinity. */
export function isDuration(ms: unknown): boolean {
  return typeof ms === 'number' && ms >= 0
}

/** Runners know a failed assertion by its name. */
export function assertionError(message: string, options?: ErrorOptions): Error {
  return Object.assign(new Error(message, options), { name: 'AssertionError' })
}

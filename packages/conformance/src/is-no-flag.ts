/** Whether a file name is none of a complete flag's: something temporary, or what nobody asked for. */
export function isNoFlag(name: string): boolean {
  return !/^[a-z]{2}\.gif$/.test(name)
}

import { CommandLineError } from './errors.ts'

/**
 * A parser for an option that takes a whole number. It throws {@link CommandLineError} in argparse's words.
 *
 * @example
 * integerOf('-l/--limit')('x') // argument -l/--limit: invalid int value: 'x'
 */
export function integerOf(option: string): (text: string) => number {
  return (text) => {
    const trimmed = withoutEquals(text).trim()
    if (!/^[+-]?\d+$/.test(trimmed)) {
      throw new CommandLineError(`argument ${option}: invalid int value: ${quote(text)}`)
    }
    return Number(trimmed)
  }
}

/** `-s=LOCAL` means LOCAL, as argparse reads it. */
export function withoutEquals(text: string): string {
  return text.startsWith('=') ? text.slice(1) : text
}

function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`
}

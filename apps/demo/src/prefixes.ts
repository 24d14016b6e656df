import { CommandLineError } from './errors.ts'

/**
 * Completes long options that were cut short, as argparse does: `--lim 5` is `--limit 5`. Whatever is complete, or
 * begins nothing, stays as it is. Throws {@link CommandLineError} where a prefix begins more than one.
 *
 * @example
 * completeOptions(['--lim=5', 'br'], ['--limit', '--all']) // ['--limit=5', 'br']
 */
export function completeOptions(words: readonly string[], options: readonly string[]): string[] {
  const end = words.indexOf('--')
  return words.map((word, at) => (end !== -1 && at >= end ? word : complete(word, options)))
}

function complete(word: string, options: readonly string[]): string {
  const [, prefix, value = ''] = /^(--[^=]+)(=.*)?$/s.exec(word) ?? []
  if (prefix === undefined || options.includes(prefix)) return word
  const begun = options.filter((option) => option.startsWith(prefix))
  if (begun.length > 1) {
    throw new CommandLineError(`ambiguous option: ${prefix} could match ${begun.join(', ')}`)
  }
  return begun.length === 1 ? begun[0] + value : word
}

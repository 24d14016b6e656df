import type { Command, Option } from 'commander'

/**
 * The short usage of a command, as argparse prints it: every option in brackets, then the arguments, wrapped.
 *
 * @example
 * shortUsage('interleave flags', command) // 'usage: interleave flags [-h] [-a] … [CC ...]\n'
 */
export function shortUsage(name: string, command: Command): string {
  const options = command.options.filter((option) => !option.hidden).map(bracketed)
  const operands = command.registeredArguments.map((argument) =>
    argument.variadic ? `[${argument.name()} ...]` : argument.name(),
  )
  const head = `usage: ${name}`
  const lines = [head]
  for (const word of ['[-h]', ...options, ...operands]) {
    if (`${lines.at(-1)} ${word}`.length > WIDTH) lines.push(' '.repeat(head.length))
    lines[lines.length - 1] += ` ${word}`
  }
  return `${lines.join('\n')}\n`
}

function bracketed(option: Option): string {
  const value = /[<[]([^>\]]+)/.exec(option.flags)?.[1]
  const name = option.short ?? option.long ?? option.flags
  return value === undefined ? `[${name}]` : `[${name} ${value}]`
}

const WIDTH = 79

import type { Command, CommanderError } from 'commander'
import { CommandLineError } from './errors.ts'
import type { Terminal } from './terminal.ts'

/**
 * Makes a command throw instead of printing and exiting: {@link CommandLineError} in argparse's words for what can't be
 * read; commander's own error, with exit code 0, once a help text or the version has been written.
 */
export function strict(command: Command, { out, columns }: Terminal): Command {
  const output = { writeOut: out, outputError: () => {}, getOutHelpWidth: () => columns }
  return command.configureOutput(output).exitOverride((error) => {
    if (error.exitCode === 0) throw error
    throw new CommandLineError(inOtherWords(command, error), { cause: error })
  })
}

function inOtherWords(command: Command, error: CommanderError): string {
  const quoted = /'([^']+)'/.exec(error.message)?.[1] ?? ''
  if (error.code === 'commander.unknownOption') return `unrecognized arguments: ${quoted}`
  if (error.code === 'commander.excessArguments') {
    return `unrecognized arguments: ${command.args.slice(command.registeredArguments.length).join(' ')}`
  }
  if (error.code === 'commander.missingArgument') return `the following arguments are required: ${quoted}`
  if (error.code === 'commander.optionMissingArgument') {
    const names = quoted.replace(/ .*$/, '').replace(',', '')
    const option = command.options.find(({ short, long }) => short === names || long === names)
    return `argument ${option ? [option.short, option.long].filter(Boolean).join('/') : names}: expected one argument`
  }
  return error.message.replace(/^error: /, '')
}

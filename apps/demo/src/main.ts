import { readFileSync } from 'node:fs'
import { UsageError } from '@interleave/contract'
import { Command, CommanderError } from 'commander'
import { strict } from './command-line.ts'
import { demoCommand } from './commands/demo.ts'
import { flagsCommand } from './commands/flags.ts'
import { listCommand } from './commands/list.ts'
import { spinnerCommand } from './commands/spinner.ts'
import type { Context } from './context.ts'
import { CommandLineError, sentenceOf, SetupError } from './errors.ts'
import { EXIT } from './exit-codes.ts'
import { completeOptions } from './prefixes.ts'
import { shortUsage } from './usage.ts'

/**
 * The whole program: reads the command line, runs the command, and resolves to the exit code. Whatever goes wrong comes
 * out as one sentence.
 *
 * @example
 * process.exitCode = await main(['flags', 'br'], context)
 */
export async function main(words: readonly string[], context: Context): Promise<number> {
  let exitCode: number = EXIT.ok
  const program = createProgram(context, (code) => {
    exitCode = code
  })
  const [first = '', second = ''] = words
  const named = program.commands.find((command) => command.name() === first)
  const command = named ?? program.commands.find((candidate) => candidate.name() === 'demo') ?? program
  let completed = words
  try {
    const asked = first === 'help' ? second : first
    const names = program.commands.map((candidate) => candidate.name())
    if (asked !== '' && !asked.startsWith('-') && ![...names, 'help'].includes(asked)) {
      throw new CommandLineError(`argument command: invalid choice: '${asked}' (choose from ${names.join(', ')})`)
    }
    const options = named ? command.options : [...program.options, ...command.options]
    const long = ['--help', ...options.flatMap((option) => option.long ?? [])]
    completed = completeOptions(words, long)
    await program.parseAsync(completed, { from: 'user' })
    return exitCode
  } catch (error) {
    return explain(error, { name: `interleave ${command.name()}`, command, words: completed, context })
  }
}

function createProgram(context: Context, finish: (exitCode: number) => void): Command {
  const program = new Command('interleave')
    .description('One job, many concurrency models: a spinner and a flag downloader, in each of them.')
    .version(version(), '--version')
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
  program.addCommand(demoCommand(context, finish), { isDefault: true })
  program.addCommand(spinnerCommand(context, finish))
  program.addCommand(flagsCommand(context, finish))
  program.addCommand(listCommand(context, finish))
  for (const command of [program, ...program.commands]) strict(command, context.terminal)
  return program
}

interface Situation {
  /** As typed: `interleave flags`. */
  readonly name: string
  readonly command: Command
  /** With long options completed. */
  readonly words: readonly string[]
  readonly context: Context
}

function explain(error: unknown, { name, command, words, context: { terminal } }: Situation): number {
  // A help text or the version has been printed.
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof UsageError) {
    const write = words.includes('--json') ? terminal.err : terminal.out
    write(`*** Usage error: ${error.message}\n${shortUsage(name, command)}`)
    return EXIT.usage
  }
  if (error instanceof CommandLineError) {
    terminal.err(`${shortUsage(name, command)}${name}: error: ${error.message}\n`)
    return EXIT.usage
  }
  if (error instanceof SetupError) terminal.err(`interleave: ${error.message}\n`)
  else terminal.err(`interleave: something unforeseen went wrong: ${sentenceOf(error)}\n`)
  return EXIT.failed
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

const EXAMPLES = `
Examples:
  interleave                          every variant, then one table
  interleave spinner threads          one spinner
  interleave flags -e -s DELAY -m 100 676 codes, 100 at once, half a second each
  interleave list                     the variants
`

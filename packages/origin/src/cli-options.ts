import { Command, InvalidArgumentError, Option } from 'commander'
import { LONGEST_DELAY } from './check-plan.ts'
import { PRESETS, SERVER_ERRORS } from './labels.ts'
import type { Delay } from './labels.ts'
import type { OriginOptions } from './options.ts'

/** What the command line asks for. */
export interface CliOptions {
  /** LOCAL, DELAY and ERROR, in this order. */
  readonly servers: readonly OriginOptions[]
  readonly verbose: boolean
}

interface Parsed {
  readonly portLocal: number
  readonly portDelay: number
  readonly portError: number
  readonly ports?: readonly number[]
  readonly delay?: number
  readonly uniform?: Delay
  readonly errorRate: number
  readonly errorCodes: readonly number[]
  readonly seed: number
  readonly host: string
  readonly verbose?: true
}

const EXAMPLES = `
Examples:
  pnpm origin                                   the three servers, as the demo uses them
  pnpm origin --verbose --delay 100             a line per GET; delays of 0.1 s
  pnpm origin --uniform 500-5000                delays between 0.5 s and 5 s
  pnpm origin --error-rate 0.5 --error-codes 418
  pnpm origin --ports 9001,9002,9003`

/** Reads the arguments after the program's name; throws commander's CommanderError for help (code 0) and bad options. */
export function parseCli(args: readonly string[]): CliOptions {
  const command = newCommand()
  command.parse(args, { from: 'user' })
  const options = command.opts<Parsed>()
  const [local, delayed, failing] = options.ports ?? [options.portLocal, options.portDelay, options.portError]
  const delay: Delay = options.uniform ?? { kind: 'fixed', ms: options.delay ?? 500 }
  const { host, seed, errorRate, errorCodes, verbose = false } = options
  return {
    verbose,
    servers: [
      { label: 'LOCAL', host, seed, port: local ?? 0 },
      { label: 'DELAY', host, seed, port: delayed ?? 0, delay },
      { label: 'ERROR', host, seed, port: failing ?? 0, delay, errorRate, errorCodes },
    ],
  }
}

function newCommand(): Command {
  return new Command('origin')
    .description('Serves the flags three times: LOCAL at once, DELAY late, ERROR with errors. Ctrl-C stops it.')
    .addOption(new Option('--port-local <port>', 'port of LOCAL').argParser(parsePort).default(8001))
    .addOption(new Option('--port-delay <port>', 'port of DELAY').argParser(parsePort).default(8002))
    .addOption(new Option('--port-error <port>', 'port of ERROR').argParser(parsePort).default(8003))
    .addOption(
      new Option('--ports <ports>', 'the three at once; 0 is a free one')
        .argParser(parsePorts)
        .conflicts(['portLocal', 'portDelay', 'portError']),
    )
    .addOption(new Option('--delay <ms>', 'delay of DELAY and ERROR (default: 500)').argParser(parseDelay))
    .addOption(
      new Option('--uniform <min-max>', 'delays drawn between two bounds, in ms')
        .argParser(parseUniform)
        .conflicts('delay'),
    )
    .addOption(
      new Option('--error-rate <share>', 'share of errors of ERROR, 0 to 1')
        .argParser(parseShare)
        .default(PRESETS.ERROR.errorRate),
    )
    .addOption(
      new Option('--error-codes <codes>', 'statuses of these errors')
        .argParser(parseStatuses)
        .default(SERVER_ERRORS, '500,501,502,503'),
    )
    .addOption(new Option('--seed <number>', 'decides every draw').argParser(parseSeed).default(1))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--verbose', 'a line per GET')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .exitOverride()
}

function parsePort(text: string): number {
  return parseWhole(text, 65_535)
}

function parsePorts(text: string): readonly number[] {
  const ports = text.split(',').map(parsePort)
  if (ports.length !== 3) throw new InvalidArgumentError('Give three ports: LOCAL,DELAY,ERROR.')
  return ports
}

function parseDelay(text: string): number {
  return parseWhole(text, LONGEST_DELAY)
}

function parseUniform(text: string): Delay {
  const [min = '', max = '', ...more] = text.split('-')
  const delay: Delay = { kind: 'uniform', min: parseDelay(min), max: parseDelay(max) }
  if (more.length > 0 || delay.min > delay.max) throw new InvalidArgumentError('Give min-max in ms, such as 500-5000.')
  return delay
}

function parseShare(text: string): number {
  const share = /^[0-9]*\.?[0-9]+$/.test(text) ? Number(text) : Number.NaN
  if (share >= 0 && share <= 1) return share
  throw new InvalidArgumentError('Give a share from 0 to 1, such as 0.25.')
}

function parseStatuses(text: string): readonly number[] {
  const codes = text.split(',').map((part) => parseWhole(part, 599))
  if (codes.every((code) => code >= 400)) return codes
  throw new InvalidArgumentError('Give statuses from 400 to 599, such as 500,503 or 418.')
}

function parseSeed(text: string): number {
  return parseWhole(text, Number.MAX_SAFE_INTEGER)
}

function parseWhole(text: string, most: number): number {
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN
  if (value <= most) return value
  throw new InvalidArgumentError(`Give a whole number from 0 to ${most}.`)
}

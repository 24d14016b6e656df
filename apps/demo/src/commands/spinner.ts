import { DEFAULT_SPINNER, UsageError } from '@interleave/contract'
import { Command } from 'commander'
import type { Context, Finish } from '../context.ts'
import { EXIT, exitCodeOf } from '../exit-codes.ts'
import { integerOf } from '../integer.ts'
import { spin } from '../spin.ts'
import { complain } from '../terminal.ts'
import { describeVariant } from '../variants.ts'

interface Options {
  readonly message: string
  readonly interval: number
  readonly delay: number
  readonly answer: number
}

/** `interleave spinner <variant>`: the talk's spinner. */
export function spinnerCommand(context: Context, finish: Finish): Command {
  const { message, interval, delay, answer } = DEFAULT_SPINNER
  return new Command('spinner')
    .description('Spin while something slow goes on, then print its answer.')
    .argument('<variant>', 'which variant: see interleave list')
    .option('--message <TEXT>', 'what stands beside the turning bar', message)
    .option('--interval <MS>', 'time between two frames', integerOf('--interval'), interval)
    .option('--delay <MS>', 'how long the slow thing takes', integerOf('--delay'), delay)
    .option('--answer <N>', 'what it answers', integerOf('--answer'), answer)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options) => {
      check(options)
      finish(await runSpinner(id, options, context))
    })
}

function check({ message, interval, delay }: Options): void {
  if (interval < 1 || interval > LONGEST) throw new UsageError(`--interval MS must be 1 to ${LONGEST}`)
  if (delay < 0 || delay > LONGEST) throw new UsageError(`--delay MS must be 0 to ${LONGEST}`)
  // A control character would move the cursor; what is drawn over it would not be the same line.
  if (/\p{Cc}/u.test(message)) throw new UsageError('--message TEXT must be one line without control characters')
}

async function runSpinner(id: string, options: Options, context: Context): Promise<number> {
  const { terminal, interrupts, lineup } = context
  const described = await describeVariant(lineup.find(id))
  if ('missing' in described) {
    complain(terminal, id, described.missing)
    return EXIT.failed
  }
  const record = await spin({ variant: described.variant, options, terminal, interrupts })
  if (record.message !== undefined) complain(terminal, id, record.message)
  if (interrupts.signal) return exitCodeOf(interrupts.signal)
  return record.status === 'done' ? EXIT.ok : EXIT.failed
}

const LONGEST = 600_000

const EXAMPLES = `
Examples:
  interleave spinner async-await
  interleave spinner threads --message counting --delay 1000
  interleave spinner sequential              can't spin: its one thread is busy

Where standard output is no terminal, the number of frames is printed instead of the frames.
`

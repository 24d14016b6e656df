// `pnpm origin`: LOCAL, DELAY and ERROR by hand, until a signal comes.
import { CommanderError } from 'commander'
import { parseCli } from './cli-options.ts'
import type { CliOptions } from './cli-options.ts'
import { OriginListenError } from './errors.ts'
import type { OriginOptions } from './options.ts'
import type { Origin } from './origin.ts'
import { startOrigin } from './start-origin.ts'

const SIGNALS = { SIGINT: 130, SIGTERM: 143 }

// A closed pipe (`| head -1`) is no reason to fall over.
process.stdout.on('error', () => {})
process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  try {
    return await serve(parseCli(args))
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof OriginListenError)) throw error
    console.error(error.message)
    return 1
  }
}

async function serve({ servers, verbose }: CliOptions): Promise<number> {
  const stopped = untilSignal()
  const origins: Origin[] = []
  try {
    for (const options of servers)
      origins.push(await startOrigin(verbose ? { ...options, log: logOf(options) } : options))
    // Only once all three listen: whoever reads the addresses may start at once.
    for (const [index, { base }] of origins.entries()) console.log(`${servers[index]?.label} ${base}`)
    console.log('Ctrl-C stops them.')
    return await stopped
  } finally {
    await Promise.all(origins.map((origin) => origin.close()))
  }
}

function logOf({ label }: OriginOptions): (line: string) => void {
  return (line) => console.log(`${label} ${line}`)
}

function untilSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => resolve(code))
  })
}

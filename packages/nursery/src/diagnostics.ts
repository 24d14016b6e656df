import type { Instrument } from './instrument.ts'

const hooks = [
  'beforeRun',
  'afterRun',
  'taskSpawned',
  'taskScheduled',
  'beforeTaskStep',
  'afterTaskStep',
  'taskBlocked',
  'taskExited',
  'beforeIoWait',
  'afterIoWait',
] as const satisfies (keyof Instrument)[]

/**
 * Node: an instrument that publishes each hook on the `node:diagnostics_channel` `interleave:nursery:<hook>`, with the hook's
 * arguments as a list. Made for a run only if somebody subscribes to one of them when it starts.
 */
export function diagnosticsInstrument(): Instrument | undefined {
  const diagnostics = globalThis.process?.getBuiltinModule?.('node:diagnostics_channel')
  if (!diagnostics) return undefined
  const publishing = hooks
    .map((hook) => ({ hook, channel: diagnostics.channel(`interleave:nursery:${hook}`) }))
    .filter(({ channel }) => channel.hasSubscribers)
  if (publishing.length === 0) return undefined
  return Object.fromEntries(
    publishing.map(({ hook, channel }) => [hook, (...args: unknown[]) => channel.publish(args)]),
  )
}

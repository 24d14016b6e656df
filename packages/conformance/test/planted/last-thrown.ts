import type { Ports, Program } from '@interleave/contract'

/** Fails with what this port threw last, where it threw several times. */
export function failsWithTheLast(name: 'out' | 'trace') {
  return <Options, Result>(program: Program<Options, Result>): Program<Options, Result> =>
    (options, ports) => {
      let last: unknown
      const keeping: Ports = {
        ...ports,
        [name]: (said: never) => {
          try {
            ports[name](said)
          } catch (error) {
            last = error
            throw error
          }
        },
      }
      const run = program(options, keeping)
      const result = run.result.catch((error: unknown) => {
        throw last ?? error
      })
      return Object.create(run, { result: { value: result } }) as typeof run
    }
}

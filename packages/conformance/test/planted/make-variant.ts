import { launch, type Native, type Ports, type Program, type Traits, type Variant } from '@interleave/contract'
import { Ledger } from '@interleave/flags'
import { BASE_DOWNLOADER } from './base-downloader.ts'
import { BASE_SPINNER } from './base-spinner.ts'
import type { Parts } from './parts.ts'

/** What a plant is changed in. */
export interface Change {
  /** The program that is changed; absent: both. */
  readonly of?: 'spinner' | 'downloader'
  /** The parts that replace the right ones. Called for each run, so that what they remember is that run's. */
  readonly parts?: (base: Parts) => Partial<Parts>
  /** Changes what a caller has in hand. */
  readonly program?: <Options, Result>(program: Program<Options, Result>) => Program<Options, Result>
  /** Says something else about itself. */
  readonly traits?: Partial<Traits>
}

/** An async variant that is right, but for the change. */
export function makeVariant(id: string, change: Change = {}): Variant {
  const traits: Traits = { ...TRAITS, ...change.traits }
  const isChanged = (program: Change['of']) => change.of === undefined || change.of === program
  const assemble = (program: Change['of']): Parts => ({ ...BASE, ...(isChanged(program) && change.parts?.(BASE)) })
  const wrap = <Options, Result>(name: Change['of'], program: Program<Options, Result>) =>
    change.program && isChanged(name) ? change.program(program) : program
  return {
    id,
    title: id,
    idiom: 'None: it exists to be tried.',
    module: `${MODULE.href}?${id}`,
    traits,
    spinner: wrap('spinner', (options, ports) => {
      const parts = assemble('spinner')
      return launch(
        ports,
        native('spinner', parts, (watched, controller) =>
          parts.supervisor({ options, ports: watched, controller, parts }),
        ),
      )
    }),
    downloader: wrap('downloader', (options, ports) => {
      const parts = assemble('downloader')
      return launch(
        ports,
        native('downloader', parts, async (watched, controller) => {
          const ledger = new Ledger(options, traits, watched)
          return parts.downloadMany({ options, ports: watched, controller, ledger, parts, faults: [] })
        }),
      )
    }),
  }
}

const MODULE = new URL('./module.ts', import.meta.url)

const BASE: Parts = {
  ...BASE_SPINNER,
  ...BASE_DOWNLOADER,
  onCancel: (controller, reason) => controller.abort(reason),
}

const TRAITS: Traits = {
  start: 'eager',
  cancel: 'signal',
  onFailure: 'siblings-run-on',
  waitsForChildren: 'by-hand',
  concurrency: { default: 5, greatest: 1000 },
  lacks: {},
}

function native<Result>(
  program: string,
  parts: Parts,
  main: (ports: Ports, controller: AbortController) => Promise<Result>,
): Native<Result> {
  return {
    program,
    describe: (status) => `<Plant ${status} ${program}>`,
    start({ running, done, failed }, ports) {
      const controller = new AbortController()
      running()
      main(ports, controller).then(done, failed)
      return (cancelled) => parts.onCancel(controller, cancelled)
    },
  }
}

import { RunCancelled, type DownloadReport, type Ports, type Run, type Variant } from '@interleave/contract'
import { openDispatcher } from '@interleave/flags/dispatcher'
import { sentenceOf } from './errors.ts'
import { REPORT_DESCRIPTOR, type LaneEnd, type LaneMessage, type LaneOrder } from './lane-messages.ts'
import { writeAll } from './write-all.ts'

/**
 * The body of a lane: runs the program that was ordered and says on descriptor 3 what happens and how it ended. Then
 * nothing is left to do, and the process ends by itself. SIGINT, SIGTERM and the parent's end cancel the run, where the
 * program can be cancelled; a blocking one has no turn for a handler, so it keeps none and dies by the signal.
 */
export async function follow(order: LaneOrder): Promise<void> {
  process.once('uncaughtException', (error) => {
    report({ status: 'failed', message: sentenceOf(error) })
    process.exit(1)
  })
  try {
    report(await run(order, await load(order.module)))
  } catch (error) {
    report({ status: 'failed', message: sentenceOf(error) })
  }
}

async function load(module: string): Promise<Variant> {
  try {
    return ((await import(module)) as { variant: Variant }).variant
  } catch (error) {
    throw new Error(`It can't be loaded: ${sentenceOf(error)}`, { cause: error })
  }
}

async function run(order: LaneOrder, variant: Variant): Promise<LaneEnd<number | DownloadReport>> {
  const { concurrency: connections, retries } = order.program === 'downloader' ? order.options : { concurrency: 1 }
  const dispatcher = openDispatcher({ connections, retries })
  const ports: Ports = {
    dispatcher,
    out: (text) => writeAll(OUT, text),
    outDescriptor: OUT,
    trace: (event) => tell({ event }),
  }
  let started: Run<number | DownloadReport> | undefined
  const { lacks } = variant.traits
  const deaf = order.program === 'spinner' ? lacks.cancelsSpinner : lacks.cancels
  if (deaf === undefined) listen(() => started?.cancel('interrupted'))
  started =
    order.program === 'spinner' ? variant.spinner(order.options, ports) : variant.downloader(order.options, ports)
  try {
    const result = await started.result
    await dispatcher.close()
    return { status: 'done', result }
  } catch (error) {
    await dispatcher.destroy()
    if (error instanceof RunCancelled) return { status: 'cancelled' }
    return { status: 'failed', message: sentenceOf(error) }
  }
}

function listen(cancel: () => void): void {
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)
  process.once('disconnect', () => {
    cancel()
    setTimeout(() => process.exit(1), ORPHAN_GRACE).unref()
  })
}

/** The end is also said to a parent that is gone; then nobody needs it. */
function report(end: LaneEnd<number | DownloadReport>): void {
  try {
    tell({ end })
  } catch {
    process.exitCode = 1
  }
}

function tell(message: LaneMessage): void {
  // Node's readline takes these two, which JSON leaves as they are, for ends of lines.
  const line = JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  writeAll(REPORT_DESCRIPTOR, `${line}\n`)
}

const OUT = 1

/** How long a lane without a parent may clean up, in ms. */
const ORPHAN_GRACE = 2000

import { rename, rm, writeFile } from 'node:fs/promises'
import {
  DEFAULT_LIMITS,
  type DownloadOptions,
  type DownloadReport,
  type Outcome,
  type Ports,
} from '@interleave/contract'
import {
  checkHead,
  checkImage,
  flagPath,
  flagRequest,
  flagUrl,
  Ledger,
  outcomeOf,
  partPath,
  tooSlow,
} from '@interleave/flags'
import {
  abortable,
  CapacityLimiter,
  checkpoint,
  checkpointIfCancelled,
  currentEffectiveDeadline,
  failAfter,
  openNursery,
  rethrowIfCancelled,
  TooSlowError,
} from '@interleave/nursery'
import { request } from 'undici'
import { traits } from './traits.ts'

/** Gets the bytes of one flag. Cancelled, it ends when the request is closed. */
export async function getFlag(code: string, options: DownloadOptions, ports: Ports): Promise<Uint8Array> {
  const url = flagUrl(options.base, code)
  const { dispatcher } = ports
  return abortable(async (signal) => {
    const { statusCode, headers, body } = await request(url, { ...flagRequest(options.limits), dispatcher, signal })
    try {
      checkHead(statusCode, headers)
    } catch (error) {
      await body.dump() // an answer that nobody reads would keep its connection
      throw error
    }
    return checkImage(await body.bytes())
  })
}

/** Writes the flag beside its final name and renames it: there whole or not at all. No checkpoint: it is never cut. */
export async function saveFlag(image: Uint8Array, directory: string, code: string): Promise<void> {
  const part = partPath(directory, code)
  try {
    await writeFile(part, image, { flag: 'wx' })
    await rename(part, flagPath(directory, code))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Downloads one flag; its failure is an outcome. Rejects only with a cancel or a mistake of the program's. */
export async function downloadOne(code: string, options: DownloadOptions, ports: Ports): Promise<Outcome> {
  const { total } = options.limits ?? DEFAULT_LIMITS
  try {
    const image = await failAfter(total, () => getFlag(code, options, ports))
    await saveFlag(image, options.directory, code)
    return { status: 'ok', bytes: image.length }
  } catch (error) {
    rethrowIfCancelled(error)
    await checkpointIfCancelled() // what failed because of a cancel is no item's failure
    return outcomeOf(error instanceof TooSlowError ? tooSlow(total) : error)
  }
}

/** Downloads all codes, at most `concurrency` at once. The first error that is no item's cancels the rest. */
export async function downloadMany(options: DownloadOptions, ports: Ports): Promise<DownloadReport> {
  const ledger = new Ledger(options, traits, ports)
  const limiter = new CapacityLimiter(ledger.concurrency)
  const download = async (code: string): Promise<void> => {
    using _ = await limiter.acquire()
    // Others got their slot in the same turn, and one of them may have led to a cancel since.
    if (currentEffectiveDeadline() === -Infinity) return checkpoint()
    ledger.started(code)
    let outcome: Outcome = { status: 'cancelled' }
    try {
      outcome = await downloadOne(code, options, ports)
    } finally {
      ledger.settled(code, outcome)
    }
  }
  await openNursery((nursery) => {
    for (const code of options.codes) nursery.startSoon(download, code)
  })
  await checkpointIfCancelled() // a cancel that came when nothing waited any more
  return ledger.report()
}

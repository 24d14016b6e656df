import { rename, rm, writeFile } from 'node:fs/promises'
import {
  DEFAULT_LIMITS,
  type DownloadOptions,
  type DownloadReport,
  type Outcome,
  type Ports,
} from '@interleave/contract'
import { checkHead, checkImage, flagPath, flagRequest, flagUrl, Ledger, outcomeOf, partPath } from '@interleave/flags'
import { request } from 'undici'
import { Semaphore } from './semaphore.ts'
import { withTimeLimit } from './time-limit.ts'
import { traits } from './traits.ts'

/** Gets the bytes of one flag. Rejects with what went wrong, or with the signal's reason. */
export async function getFlag(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const url = flagUrl(options.base, code)
  const { dispatcher } = ports
  const { statusCode, headers, body } = await request(url, { ...flagRequest(options.limits), dispatcher, signal })
  try {
    checkHead(statusCode, headers)
  } catch (error) {
    await body.dump() // an answer that nobody reads would keep its connection
    throw error
  }
  return checkImage(await body.bytes())
}

/** Writes the flag beside its final name and renames it, so that it is there whole or not at all. */
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
export async function downloadOne(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<Outcome> {
  const { total } = options.limits ?? DEFAULT_LIMITS
  try {
    const image = await withTimeLimit(total, signal, (limited) => getFlag(code, options, ports, limited))
    await saveFlag(image, options.directory, code)
    return { status: 'ok', bytes: image.length }
  } catch (error) {
    signal.throwIfAborted()
    return outcomeOf(error)
  }
}

/** Downloads all codes, at most `concurrency` at once. The first error that is no item's stops the rest. */
export async function downloadMany(
  options: DownloadOptions,
  ports: Ports,
  controller: AbortController,
): Promise<DownloadReport> {
  const { signal } = controller
  const ledger = new Ledger(options, traits, ports)
  const semaphore = new Semaphore(ledger.concurrency)
  const faults: unknown[] = []
  const download = async (code: string) => {
    await semaphore.acquire()
    try {
      if (signal.aborted) return
      ledger.started(code)
      let outcome: Outcome = { status: 'cancelled' }
      try {
        outcome = await downloadOne(code, options, ports, signal)
      } finally {
        ledger.settled(code, outcome)
      }
    } catch (error) {
      // One that came up after a cancel is not hidden behind it.
      if (!signal.aborted || error !== signal.reason) faults.push(error)
      controller.abort(error)
    } finally {
      semaphore.release()
    }
  }
  await Promise.all(options.codes.map(download))
  if (faults.length > 0) throw faults[0]
  signal.throwIfAborted()
  return ledger.report()
}

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import {
  DEFAULT_LIMITS,
  RunCancelled,
  type DownloadOptions,
  type DownloadReport,
  type Outcome,
  type Ports,
} from '@interleave/contract'
import { checkHead, checkImage, flagPath, flagUrl, Ledger, outcomeOf, partPath } from '@interleave/flags'
import { BlockingFetch } from './blocking-fetch.ts'
import { traits } from './traits.ts'

/** Gets the bytes of one flag: the thread stands still until they are here. */
export function getFlag(code: string, options: DownloadOptions, fetching: BlockingFetch): Uint8Array {
  const url = flagUrl(options.base, code)
  const { statusCode, headers, body } = fetching.request(url)
  try {
    checkHead(statusCode, headers)
  } catch (error) {
    body.dump() // an answer that nobody reads would keep its connection
    throw error
  }
  return checkImage(body.bytes())
}

/** Writes the flag beside its final name and renames it, so that it is there whole or not at all. */
export function saveFlag(image: Uint8Array, directory: string, code: string): void {
  const part = partPath(directory, code)
  try {
    writeFileSync(part, image, { flag: 'wx' })
    renameSync(part, flagPath(directory, code))
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

/** Downloads one flag; its failure is an outcome. Throws only a mistake of the program's. */
export function downloadOne(code: string, options: DownloadOptions, fetching: BlockingFetch): Outcome {
  try {
    const image = getFlag(code, options, fetching)
    saveFlag(image, options.directory, code)
    return { status: 'ok', bytes: image.length }
  } catch (error) {
    return outcomeOf(error)
  }
}

/**
 * Downloads all codes, one after the other. The signal is looked at between two of them: only a port, which is called
 * from in here, can have aborted it.
 */
export function downloadMany(options: DownloadOptions, ports: Ports): DownloadReport {
  const ledger = new Ledger(options, traits, ports)
  const fetching = new BlockingFetch(options.limits ?? DEFAULT_LIMITS, { retries: options.retries })
  try {
    for (const code of options.codes) {
      if (ports.signal?.aborted) throw new RunCancelled(ports.signal.reason)
      ledger.started(code)
      ledger.settled(code, downloadOne(code, options, fetching))
    }
  } finally {
    fetching.close()
  }
  return ledger.report()
}

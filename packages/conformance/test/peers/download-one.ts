import { rename, rm, writeFile } from 'node:fs/promises'
import { DEFAULT_LIMITS, type DownloadOptions, type Outcome, type Ports } from '@interleave/contract'
import {
  checkHead,
  checkImage,
  flagPath,
  flagRequest,
  flagUrl,
  type Ledger,
  outcomeOf,
  partPath,
  tooSlow,
} from '@interleave/flags'
import { request } from 'undici'

/** What one download needs to know. */
export interface Job {
  readonly options: DownloadOptions
  readonly ports: Ports
  readonly ledger: Ledger
}

/**
 * One download, the same for all peers: whatever a peer fails at is then the orchestration's. Its failure is an outcome.
 * It rejects only with the reason of a `signal` that its library gave it, or with what a port threw.
 */
export async function downloadOne(code: string, { options, ports, ledger }: Job, signal?: AbortSignal): Promise<void> {
  ledger.started(code)
  let outcome: Outcome = { status: 'cancelled' }
  try {
    const image = await getFlag(code, options, ports, signal)
    await saveFlag(image, options.directory, code)
    outcome = { status: 'ok', bytes: image.length }
  } catch (error) {
    signal?.throwIfAborted()
    outcome = outcomeOf(error)
  } finally {
    ledger.settled(code, outcome)
  }
}

async function getFlag(code: string, options: DownloadOptions, { dispatcher }: Ports, outer?: AbortSignal) {
  const { limits = DEFAULT_LIMITS, base } = options
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(tooSlow(limits.total)), limits.total)
  const signal = outer ? AbortSignal.any([outer, late.signal]) : late.signal
  try {
    const { statusCode, headers, body } = await request(flagUrl(base, code), {
      ...flagRequest(limits),
      dispatcher,
      signal,
    })
    try {
      checkHead(statusCode, headers)
    } catch (error) {
      await body.dump()
      throw error
    }
    return checkImage(await body.bytes())
  } finally {
    clearTimeout(timer)
  }
}

async function saveFlag(image: Uint8Array, directory: string, code: string): Promise<void> {
  const part = partPath(directory, code)
  try {
    await writeFile(part, image, { flag: 'wx' })
    await rename(part, flagPath(directory, code))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

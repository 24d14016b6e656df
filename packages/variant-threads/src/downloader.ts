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
import { WorkerPool } from './pool.ts'
import type { DownloadSettings, Job } from './protocol.ts'
import { withTimeLimit } from './time-limit.ts'
import { traits } from './traits.ts'

/** Gets the bytes of one flag. In a worker, over the worker's own connection. Rejects with what went wrong. */
export async function getFlag(
  code: string,
  settings: DownloadSettings,
  { dispatcher }: Pick<Ports, 'dispatcher'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const url = flagUrl(settings.base, code)
  const { statusCode, headers, body } = await request(url, { ...flagRequest(settings.limits), dispatcher, signal })
  try {
    checkHead(statusCode, headers)
  } catch (error) {
    await body.dump() // an answer that nobody reads would keep its connection
    throw error
  }
  return checkImage(await body.bytes())
}

/** Writes the flag beside its final name and renames it, so that it is there whole or not at all. In a worker. */
export async function saveFlag(image: Uint8Array, directory: string, { code, part }: Job): Promise<void> {
  try {
    await writeFile(part, image, { flag: 'wx' })
    await rename(part, flagPath(directory, code))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Downloads one flag, in a worker; its failure is an outcome. Rejects only with an abort or a mistake of the program's. */
export async function downloadOne(
  job: Job,
  settings: DownloadSettings,
  ports: Pick<Ports, 'dispatcher'>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { total } = settings.limits ?? DEFAULT_LIMITS
  try {
    const image = await withTimeLimit(total, signal, (limited) => getFlag(job.code, settings, ports, limited))
    await saveFlag(image, settings.directory, job)
    return { status: 'ok', bytes: image.length }
  } catch (error) {
    signal.throwIfAborted()
    return outcomeOf(error)
  }
}

/** Downloads all codes in a pool of `concurrency` threads. The first error that is no item's stops the rest. */
export async function downloadMany(
  options: DownloadOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<DownloadReport> {
  const { codes, concurrency: _, ...settings } = options
  const jobs = codes.map((code): Job => ({ code, part: partPath(settings.directory, code) }))
  const ledger = new Ledger(options, traits, ports)
  signal.throwIfAborted() // whoever was just told that a code is queued may have cancelled the run
  const pool = new WorkerPool(settings, {
    size: ledger.concurrency,
    started: (code) => ledger.started(code),
    settled: (code, outcome) => ledger.settled(code, outcome),
    trace: ports.trace,
  })
  const onAbort = () => pool.stop(signal.reason)
  signal.addEventListener('abort', onAbort)
  try {
    await pool.run(jobs)
    return ledger.report()
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

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
import { pool } from './pool.ts'
import { withTimeLimit } from './time-limit.ts'
import { traits } from './traits.ts'

/** Gets the bytes of one flag. Rejects with what went wrong, or with the signal's reason. */
export function getFlag(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const url = flagUrl(options.base, code)
  const { dispatcher } = ports
  return request(url, { ...flagRequest(options.limits), dispatcher, signal }).then(({ statusCode, headers, body }) =>
    Promise.try(checkHead, statusCode, headers).then(
      () => body.bytes().then(checkImage),
      // An answer that nobody reads would keep its connection.
      (error: unknown) => body.dump().then(() => Promise.reject(error)),
    ),
  )
}

/** Writes the flag beside its final name and renames it, so that it is there whole or not at all. */
export function saveFlag(image: Uint8Array, directory: string, code: string): Promise<void> {
  const part = partPath(directory, code)
  return writeFile(part, image, { flag: 'wx' })
    .then(() => rename(part, flagPath(directory, code)))
    .catch((error: unknown) => rm(part, { force: true }).then(() => Promise.reject(error)))
}

/** Downloads one flag; its failure is an outcome. Rejects only with a cancel or a mistake of the program's. */
export function downloadOne(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<Outcome> {
  const { total } = options.limits ?? DEFAULT_LIMITS
  return withTimeLimit(total, signal, (limited) => getFlag(code, options, ports, limited))
    .then((image) =>
      saveFlag(image, options.directory, code).then((): Outcome => ({ status: 'ok', bytes: image.length })),
    )
    .catch((error: unknown) => {
      signal.throwIfAborted()
      return outcomeOf(error)
    })
}

/** Downloads all codes, at most `concurrency` at once. The first error that is no item's stops the rest. */
export function downloadMany(
  options: DownloadOptions,
  ports: Ports,
  controller: AbortController,
): Promise<DownloadReport> {
  const { signal } = controller
  const ledger = new Ledger(options, traits, ports)
  const faults: unknown[] = []
  const stopAll = (error: unknown): Outcome => {
    if (!signal.aborted || error !== signal.reason) faults.push(error)
    controller.abort(error)
    return { status: 'cancelled' }
  }
  const download = (code: string): Promise<unknown> =>
    Promise.try(() => ledger.started(code))
      .then(() => downloadOne(code, options, ports, signal).catch(stopAll))
      .then((outcome) => ledger.settled(code, outcome))
      .catch(stopAll)

  return pool(options.codes, ledger.concurrency, signal, download).then(() => {
    if (faults.length > 0) throw faults[0]
    signal.throwIfAborted()
    return ledger.report()
  })
}

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
import { each } from './children.ts'
import { call, complete, type Operation } from './operation.ts'
import { withTimeLimit } from './time-limit.ts'
import { traits } from './traits.ts'

/**
 * Gets the bytes of one flag. Returned from at any yield, it aborts the request; of an answer that isn't wanted `refused`
 * has heard by then, for whoever is returned from throws nothing more.
 */
export function* getFlag(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  refused: (error: unknown) => void,
): Operation<Uint8Array> {
  const url = flagUrl(options.base, code)
  const { dispatcher } = ports
  const controller = new AbortController()
  const { signal } = controller
  try {
    const { statusCode, headers, body } = yield* call(() =>
      request(url, { ...flagRequest(options.limits), dispatcher, signal }),
    )
    try {
      checkHead(statusCode, headers)
    } catch (error) {
      refused(error)
      yield* call(() => body.dump()) // an answer that nobody reads would keep its connection
      throw error
    }
    return checkImage(yield* call(() => body.bytes()))
  } finally {
    controller.abort()
  }
}

/** Writes the flag beside its final name and renames it, so that it is there whole or not at all. A cancel waits. */
export function* saveFlag(image: Uint8Array, directory: string, code: string): Operation<void> {
  const part = partPath(directory, code)
  try {
    yield* complete(() => writeFile(part, image, { flag: 'wx' }))
    yield* complete(() => rename(part, flagPath(directory, code)))
  } catch (error) {
    yield* complete(() => rm(part, { force: true }))
    throw error
  }
}

/** Downloads one flag; its failure is an outcome. Throws only a mistake of the program's. */
export function* downloadOne(code: string, options: DownloadOptions, ports: Ports): Operation<Outcome> {
  const { total } = options.limits ?? DEFAULT_LIMITS
  let refusal: unknown // what an answer is, the limit doesn't change
  const answer = getFlag(code, options, ports, (error) => (refusal = error))
  try {
    const image = yield* withTimeLimit(total, answer)
    yield* saveFlag(image, options.directory, code)
    return { status: 'ok', bytes: image.length }
  } catch (error) {
    return outcomeOf(refusal ?? error)
  }
}

/** Downloads all codes, at most `concurrency` at once. The first error that is no item's stops the rest. */
export function* downloadMany(options: DownloadOptions, ports: Ports): Operation<DownloadReport> {
  const ledger = new Ledger(options, traits, ports)
  function* download(code: string): Operation<void> {
    ledger.started(code)
    let outcome: Outcome = { status: 'cancelled' } // what it stays if we are never resumed
    try {
      outcome = yield* downloadOne(code, options, ports)
    } finally {
      ledger.settled(code, outcome)
    }
  }
  yield* each(options.codes, ledger.concurrency, download)
  return ledger.report()
}

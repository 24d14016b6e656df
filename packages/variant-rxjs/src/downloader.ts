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
  catchError,
  concatMap,
  count,
  defer,
  finalize,
  from,
  map,
  mergeMap,
  of,
  tap,
  throwError,
  timeout,
  type Observable,
} from 'rxjs'
import { request } from 'undici'
import { Stragglers } from './stragglers.ts'
import { traits } from './traits.ts'

/**
 * Emits the bytes of one flag. The teardown aborts the request; of an answer that isn't wanted `refused` has heard by
 * then, for who has unsubscribed is told nothing more.
 */
export function getFlag(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  stragglers: Stragglers,
  refused: (error: unknown) => void,
): Observable<Uint8Array> {
  return defer(() => {
    const url = flagUrl(options.base, code)
    const { dispatcher } = ports
    const controller = new AbortController()
    const { signal } = controller
    const answer = defer(() => request(url, { ...flagRequest(options.limits), dispatcher, signal }))
    return stragglers.toTheEnd(answer).pipe(
      concatMap(({ statusCode, headers, body }) => {
        try {
          checkHead(statusCode, headers)
        } catch (error) {
          refused(error)
          // An answer that nobody reads would keep its connection.
          return stragglers.toTheEnd(defer(() => body.dump())).pipe(concatMap(() => throwError(() => error)))
        }
        return stragglers.toTheEnd(defer(() => body.bytes()))
      }),
      map(checkImage),
      finalize(() => controller.abort()),
    )
  })
}

/** Writes the flag beside its final name and renames it: there whole or not at all, also if nobody listens any more. */
export function saveFlag(
  image: Uint8Array,
  directory: string,
  code: string,
  stragglers: Stragglers,
): Observable<unknown> {
  return stragglers.toTheEnd(
    defer(() => {
      const part = partPath(directory, code)
      return from(writeFile(part, image, { flag: 'wx' })).pipe(
        concatMap(() => rename(part, flagPath(directory, code))),
        catchError((error: unknown) => from(rm(part, { force: true })).pipe(concatMap(() => throwError(() => error)))),
      )
    }),
  )
}

/** Downloads one flag; its failure is an outcome. Errs only with a mistake of the program's. */
export function downloadOne(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  stragglers: Stragglers,
): Observable<Outcome> {
  const { total } = options.limits ?? DEFAULT_LIMITS
  const late = stragglers.gone.pipe(concatMap(() => throwError(() => tooSlow(total))))
  let refusal: unknown // what an answer is, the limit doesn't change
  return getFlag(code, options, ports, stragglers, (error) => (refusal = error)).pipe(
    timeout({ first: total, with: () => late }),
    concatMap((image) =>
      saveFlag(image, options.directory, code, stragglers).pipe(
        map((): Outcome => ({ status: 'ok', bytes: image.length })),
      ),
    ),
    // Here and not further down, where it would end the stream of all the others.
    catchError((error: unknown) => of(outcomeOf(refusal ?? error))),
  )
}

/** Downloads all codes, at most `concurrency` at once. The first error that is no item's unsubscribes from the rest. */
export function downloadMany(
  options: DownloadOptions,
  ports: Ports,
  stragglers: Stragglers,
): Observable<DownloadReport> {
  return defer(() => {
    const ledger = new Ledger(options, traits, ports)
    const download = (code: string) =>
      defer(() => {
        ledger.started(code)
        const calls = new Stragglers()
        let settled = false
        const settle = (outcome: Outcome) => {
          settled = true
          ledger.settled(code, outcome)
        }
        const cancelled = calls.gone.pipe(tap(() => settle({ status: 'cancelled' })))
        return downloadOne(code, options, ports, calls).pipe(
          tap(settle),
          finalize(() => {
            if (!settled) stragglers.lastly(cancelled)
          }),
        )
      })
    return from(options.codes).pipe(
      mergeMap(download, ledger.concurrency),
      count(),
      map(() => ledger.report()),
    )
  })
}

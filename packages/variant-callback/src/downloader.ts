import { rename, rm, writeFile } from 'node:fs'
import { finished } from 'node:stream'
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
import type { Dispatcher } from 'undici'
import { asError, attempt, refuse, type Callback, type Cancel, type Done } from './callback.ts'
import { queue } from './queue.ts'
import { StopFlag } from './stop-flag.ts'
import { traits } from './traits.ts'

/** Gets the bytes of one flag. Once the flag to stop is up and the request closed, it calls back with why. */
export function getFlag(
  code: string,
  options: DownloadOptions,
  ports: Ports,
  signal: StopFlag,
  callback: Callback<Uint8Array>,
): void {
  const fail = (error: unknown) => callback(signal.why ?? asError(error), undefined)
  try {
    const { origin, pathname: path } = new URL(flagUrl(options.base, code))
    ports.dispatcher.request({ ...flagRequest(options.limits), origin, path, signal }, (error, answer) => {
      if (error) fail(error)
      else readImage(answer, signal, callback)
    })
  } catch (error) {
    process.nextTick(fail, error)
  }
}

function readImage(answer: Dispatcher.ResponseData, signal: StopFlag, callback: Callback<Uint8Array>): void {
  const { statusCode, headers, body } = answer
  const chunks: Uint8Array[] = []
  // Read it also where nobody wants it: an answer that nobody reads would keep its connection.
  body.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  finished(body, (error) => {
    attempt(() => {
      checkHead(statusCode, headers)
      if (error) throw signal.why ?? error
      return checkImage(Buffer.concat(chunks))
    }, callback)
  })
}

/** Writes the flag beside its final name and renames it, so that it is there whole or not at all. */
export function saveFlag(image: Uint8Array, directory: string, code: string, done: Done): void {
  const part = partPath(directory, code)
  const end = (error: Error | null) => {
    if (error) rm(part, { force: true }, (another) => done(another ?? error))
    else done(null)
  }
  writeFile(part, image, { flag: 'wx' }, (error) => {
    if (error) end(error)
    else rename(part, flagPath(directory, code), end)
  })
}

/** Downloads one flag; its failure is an outcome. What it calls back as an error is a cancel or a mistake. */
export function downloadOne(code: string, options: DownloadOptions, ports: Ports, callback: Callback<Outcome>): Cancel {
  const { total } = options.limits ?? DEFAULT_LIMITS
  const signal = new StopFlag()
  const timer = setTimeout(() => signal.raise(tooSlow(total)), total)
  let cancelled: Error | null = null
  const fail = (error: Error) => {
    if (cancelled) callback(cancelled, undefined)
    else attempt(() => outcomeOf(error), callback)
  }
  getFlag(code, options, ports, signal, (error, image) => {
    clearTimeout(timer)
    if (error) return fail(error)
    saveFlag(image, options.directory, code, (diskError) => {
      if (diskError) fail(diskError)
      else callback(null, { status: 'ok', bytes: image.length })
    })
  })
  return (reason) => {
    cancelled = reason
    signal.raise(reason)
  }
}

/** Downloads all codes, at most `concurrency` in flight. The first error that is no item's stops the rest. */
export function downloadMany(options: DownloadOptions, ports: Ports, callback: Callback<DownloadReport>): Cancel {
  let ledger: Ledger
  try {
    ledger = new Ledger(options, traits, ports)
  } catch (error) {
    return refuse(error, callback)
  }

  let stopped: Error | null = null
  const download = (code: string, done: Done): Cancel => {
    const end: Callback<Outcome> = (error, outcome) => {
      attempt(
        () => ledger.settled(code, error ? { status: 'cancelled' } : outcome),
        (...[fault]) => done(fault ?? error),
      )
    }
    try {
      ledger.started(code)
    } catch (error) {
      return refuse(error, done)
    }
    // Whoever was just told that it started may have cancelled the run.
    return stopped ? refuse(stopped, end) : downloadOne(code, options, ports, end)
  }
  const cancel = queue(options.codes, ledger.concurrency, download, (error) => {
    if (error) callback(error, undefined)
    else attempt(() => ledger.report(), callback)
  })
  return (reason) => {
    stopped = reason
    cancel(reason)
  }
}

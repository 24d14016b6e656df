import { connect } from 'node:net'
import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import {
  DEFAULT_LIMITS,
  RunCancelled,
  type DownloadOptions,
  type FailureKind,
  type Limits,
  type Ports,
} from '@interleave/contract'
import {
  checkHead,
  checkImage,
  DownloadError,
  flagPath,
  flagRequest,
  flagUrl,
  type Ledger,
  partPath,
} from '@interleave/flags'
import { Agent, request, type Dispatcher } from 'undici'
import { getOver, getWith } from './get-with.ts'
import { failsWithTheLast } from './last-thrown.ts'
import type { Change } from './make-variant.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes in what becomes of an item, or of a run, when the world is at fault. */
export const FAULT_PLANTS: readonly Plant[] = [
  plant('refusal-ends-all', 'F1', 'Takes a server that is not there for the end of the run.', {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        if (outcome.failure?.kind === 'refused') throw error
        return outcome
      },
      async downloadOne(code, downloading) {
        try {
          return await base.downloadOne(code, downloading)
        } catch (error) {
          downloading.controller.abort(error)
          throw error
        }
      },
    }),
  }),
  plant(
    'fetch-failed',
    'F2',
    'Has one word for whatever keeps a connection from coming about.',
    confuses('dns', 'refused'),
  ),
  plant('no-connect-limit', 'F3', 'Bounds the whole of an item only.', confuses('connect-timeout', 'timeout')),
  plant('reset-is-missing', 'F4', 'Counts a reset connection as a flag that does not exist.', {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        return outcome.failure?.kind === 'reset' ? { status: 'not-found' } : outcome
      },
    }),
  }),
  plant('asks-again', 'F4', 'Asks once more after any reset.', {
    parts: (base) => ({
      async getFlag(...words) {
        try {
          return await base.getFlag(...words)
        } catch (error) {
          if (base.toOutcome(error).failure?.kind !== 'reset') throw error
          return base.getFlag(...words)
        }
      },
    }),
  }),
  plant('speaks-in-kinds', 'F4', 'Says of a failure its kind, and no more.', {
    parts: (base) => ({
      toOutcome(error) {
        const { failure, ...outcome } = base.toOutcome(error)
        return failure ? { ...outcome, failure: { ...failure, message: failure.kind } } : outcome
      },
    }),
  }),
  plant(
    'reset-in-headers',
    'F5',
    'Takes any loss of the connection for an end in order.',
    confuses('reset', 'truncated'),
  ),
  plant('keeps-a-half', 'F6', 'Keeps what came before the reset.', { parts: () => ({ getFlag: getWhateverComes }) }),
  plant('keeps-a-beginning', 'F7', 'Keeps what came before the end.', { parts: () => ({ getFlag: getWhateverComes }) }),
  plant('reads-to-the-end', 'F8', 'Takes all bytes until the connection is closed for the body.', {
    parts: () => ({ getFlag: getFromSocket }),
  }),
  plant('wants-a-length', 'F9', 'Refuses whatever comes without a Content-Length.', {
    parts: () => ({
      getFlag: getWith({
        look: (headers) => {
          if (headers['content-length'] === undefined) throw new DownloadError('protocol', 'There is no length.')
        },
      }),
    }),
  }),
  plant(
    'broken-chunk',
    'F10',
    'Does not tell a broken answer from one that was cut.',
    confuses('protocol', 'truncated'),
  ),
  plant(
    'noise-ends-all',
    'F11',
    'Takes an error of the parser for a mistake of its own.',
    confuses('protocol', 'internal'),
  ),
  plant('waits-for-headers', 'F12', 'Has no limit on the headers.', {
    parts: () => ({ getFlag: getWith({ headersTimeout: 0 }) }),
  }),
  plant('waits-for-body', 'F13', 'Has no limit on a silence within the body.', {
    parts: () => ({ getFlag: getWith({ bodyTimeout: 0 }) }),
  }),
  plant('headers-limit-fourfold', 'F12', 'Waits for the headers four times as long as it may.', {
    parts: withLimits(({ headers }) => ({ headers: headers * 4 })),
  }),
  plant('body-limit-fourfold', 'F13', 'Waits four times as long as it may for a body that stalls.', {
    parts: withLimits(({ body }) => ({ body: body * 4 })),
  }),
  plant('body-limit-third', 'F14', 'Takes a silence for a stall after a third of the time.', {
    parts: withLimits(({ body }) => ({ body: body / 3 })),
  }),
  plant('impatient', 'F14', 'Takes the limit on a silence for one on the whole.', {
    parts: (base) => ({
      downloadOne: (code, downloading) => {
        const { options } = downloading
        const { limits } = options
        return base.downloadOne(code, {
          ...downloading,
          options: { ...options, ...(limits && { limits: { ...limits, total: limits.body } }) },
        })
      },
    }),
  }),
  plant('large-headers', 'F15', 'Takes headers of any size.', {
    parts: () => ({ getFlag: getOver(() => new Agent(TOLERANT)) }),
  }),
  plant('size-without-a-name', 'F16', 'Does not say that it was the size.', confuses('too-large', 'reset')),
  plant('undrained', 'F17', 'Leaves the body of a 404 unread, and its connection with it.', {
    parts: () => ({
      getFlag: async (code, { options, ports: { dispatcher } }, signal) => {
        const url = flagUrl(options.base, code)
        const { statusCode, headers, body } = await request(url, { ...flagRequest(options.limits), dispatcher, signal })
        body.on('error', () => {})
        checkHead(statusCode, headers)
        return checkImage(await body.bytes())
      },
    }),
  }),
  plant('leaves-the-rest-to-itself', 'F17', 'Does not wait for the rest of an answer that it does not want.', {
    parts: () => ({
      getFlag: async (code, { options, ports: { dispatcher } }, signal) => {
        const url = flagUrl(options.base, code)
        const { statusCode, headers, body } = await request(url, { ...flagRequest(options.limits), dispatcher, signal })
        try {
          checkHead(statusCode, headers)
        } catch (error) {
          void body.dump()
          throw error
        }
        return checkImage(await body.bytes())
      },
    }),
  }),
  plant('leaves-it-unread', 'F18', 'Leaves an answer that it does not want on the wire.', {
    parts: () => ({ getFlag: getWith({ leavesUnread: 'http' }) }),
  }),
  plant('reads-what-it-drops', 'F18', 'Reads an answer that it does not want to its end.', {
    parts: () => ({ getFlag: getWith({ readsUnwanted: true }) }),
  }),
  plant('takes-a-part', 'F18', 'Takes a part of something for the whole of it.', {
    parts: () => ({ getFlag: getWith({ accepts: 206 }) }),
  }),
  plant('loses-the-code', 'F18', 'Reports an error without its status.', {
    parts: (base) => ({
      toOutcome(error) {
        const { failure, ...outcome } = base.toOutcome(error)
        return failure ? { ...outcome, failure: { kind: failure.kind, message: failure.message } } : outcome
      },
    }),
  }),
  plant('tries-again', 'F19', 'Asks again at once, whatever the server says.', {
    parts: (base) => ({
      async getFlag(code, downloading, signal) {
        try {
          return await base.getFlag(code, downloading, signal)
        } catch (error) {
          if (error instanceof DownloadError && error.statusCode === 429) return base.getFlag(code, downloading, signal)
          throw error
        }
      },
    }),
  }),
  plant('seconds-for-ms', 'F19', 'Takes the seconds that it is told to wait for milliseconds.', {
    parts: () => ({
      getFlag: getAfter((later) => (/\D/.test(later) ? Math.max(0, Date.parse(later) - Date.now()) : Number(later))),
    }),
  }),
  plant('knows-no-dates', 'F19', 'Waits as many seconds as it is told to, and not at all where it is told a moment.', {
    parts: () => ({ getFlag: getAfter((later) => Number(later) * 1000 || 0) }),
  }),
  plant('stays-where-it-is', 'F20', 'Follows no redirect.', { parts: () => ({ getFlag: getOver(() => new Agent()) }) }),
  plant('redirect-unread', 'F20', 'Leaves an answer unread that leads where it does not go.', {
    parts: () => ({ getFlag: getWith({ leavesUnread: 'redirect' }) }),
  }),
  plant('empty-file', 'F21', 'Takes no bytes for a file.', {
    parts: (base) => ({
      async downloadOne(code, downloading) {
        const outcome = await base.downloadOne(code, downloading)
        if (outcome.failure?.kind !== 'empty') return outcome
        await writeFile(flagPath(downloading.options.directory, code), '')
        return { status: 'ok', bytes: 0 }
      },
    }),
  }),
  plant('any-type', 'F22', 'Does not look at the Content-Type.', confuses('content-type', 'decode')),
  plant('wants-a-type', 'F22', 'Refuses an image that does not say that it is one.', {
    parts: () => ({
      getFlag: getWith({
        look: (headers) => {
          if (headers['content-type'] === undefined) throw new DownloadError('content-type', 'There is no type.')
        },
      }),
    }),
  }),
  plant('page-unread', 'F22', 'Leaves a page unread that came instead of an image, and its connection with it.', {
    parts: () => ({ getFlag: getWith({ leavesUnread: 'content-type' }) }),
  }),
  plant('packed', 'F23', 'Leaves packed what comes packed.', {
    parts: () => ({ getFlag: getOver(() => new Agent()) }),
  }),
  plant('loses-the-race', 'F24', 'Lets an item pay for an idle connection that was closed.', {
    parts: () => ({ getFlag: getOver(() => new Agent()) }),
  }),
  plant('holds-a-grudge', 'F25', 'Asks a server that was gone once no more.', {
    parts: (base) => {
      let gone: Awaited<ReturnType<Parts['downloadOne']>> | undefined
      return {
        async downloadOne(code, downloading) {
          if (gone) return gone
          const outcome = await base.downloadOne(code, downloading)
          if (outcome.failure?.kind === 'refused') gone = outcome
          return outcome
        },
      }
    },
  }),
  plant('trusts-anybody', 'F26', 'Does not look at certificates.', {
    parts: () => ({ getFlag: getOver(() => new Agent({ connect: { rejectUnauthorized: false } })) }),
  }),
  plant('follows-links', 'F30', 'Writes to the final name, and so to whatever a link there leads to.', {
    parts: () => ({
      saveFlag: async (image, code, { options }) => writeFile(flagPath(options.directory, code), image),
    }),
  }),
  plant('skips-bad-names', 'F31', 'Leaves out the codes that are none, without a word.', {
    program: (program) => (options, ports) => {
      const { codes } = options as DownloadOptions
      const good = codes?.filter((code) => /^[A-Z]{2}$/.test(code))
      return program(codes ? { ...options, codes: good } : options, ports)
    },
  }),
  plant('checks-names-in-turn', 'F31', 'Looks at a code when its turn comes, and downloads those before it.', {
    program: (program) => (options, ports) => {
      const { codes } = options as DownloadOptions
      const first = codes?.findIndex((code) => !/^[A-Z]{2}$/.test(code)) ?? -1
      if (first < 0) return program(options, ports)
      const run = program({ ...options, codes: codes.slice(0, first) }, ports)
      const result = run.result.then(() => program(options, ports).result)
      return Object.create(run, { result: { value: result } }) as typeof run
    },
  }),
  plant('deaf-at-the-start', 'F32', 'Does not hear a cancel that comes at the news of its start.', {
    program: (program) => (options, ports) => {
      const { signal } = ports
      const controller = new AbortController()
      const listen = () => signal?.addEventListener('abort', () => controller.abort(signal.reason))
      if (signal?.aborted) controller.abort(signal.reason)
      const trace: Ports['trace'] = (event) => {
        ports.trace(event)
        if (event.kind === 'run.start') listen()
      }
      return program(options, { ...ports, trace, signal: controller.signal })
    },
  }),
  plant('deaf-while-it-waits', 'F32', 'Knows how to stop its first request, and not the wait before the next.', {
    parts: (base) => ({
      getFlag: (code, downloading, signal) => {
        const { ports } = downloading
        const dispatcher = ports.dispatcher.compose(deafAfterTheFirst)
        return base.getFlag(code, { ...downloading, ports: { ...ports, dispatcher } }, signal)
      },
    }),
  }),
  plant('debris-of-the-cut', 'F32', 'Leaves the temporary file of an item that is cut within its body.', {
    parts: (base) => ({
      async getFlag(code, downloading, signal) {
        try {
          return await base.getFlag(code, downloading, signal)
        } catch (error) {
          if (signal.reason instanceof RunCancelled)
            await writeFile(partPath(downloading.options.directory, code), 'half')
          throw error
        }
      },
    }),
  }),
  plant('done-at-the-last', 'F32', 'Is done if no item was under way any more when it was cancelled.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        const { ledger } = downloading
        let left = downloading.options.codes.length
        const counting = Object.create(ledger) as Ledger
        counting.started = (code) => ledger.started(code)
        counting.settled = (code, outcome) => {
          if (outcome.status !== 'cancelled') left--
          ledger.settled(code, outcome)
        }
        try {
          return await base.downloadMany({ ...downloading, ledger: counting })
        } catch (error) {
          if (left > 0 || downloading.faults.length > 0) throw error
          return ledger.report()
        }
      },
    }),
  }),
  plant('ends-an-item-twice', 'F36', 'Tells the end of an item once more where the port throws at it.', {
    parts: (base) => ({
      download(code, downloading) {
        const { ledger } = downloading
        const insistent = Object.create(ledger) as Ledger
        insistent.started = (started) => ledger.started(started)
        insistent.settled = (settled, outcome) => {
          try {
            ledger.settled(settled, outcome)
          } catch (error) {
            ledger.settled(settled, { status: 'cancelled' })
            throw error
          }
        }
        return base.download(code, { ...downloading, ledger: insistent })
      },
    }),
  }),
  plant('takes-a-throw-for-a-loss', 'F36', 'Tells what a port threw as what went wrong with the other items.', {
    parts: (base) => ({
      async downloadOne(code, downloading) {
        try {
          return await base.downloadOne(code, downloading)
        } catch (error) {
          const outcome = base.toOutcome(error)
          if (outcome.failure?.kind === 'internal') throw error
          return outcome
        }
      },
    }),
  }),
  plant('believes-any-cancel', 'F36', 'Is cancelled by the cancel of another run, which a port throws.', {
    program: (program) => (options, ports) => {
      const run = program(options, ports)
      let error: unknown
      run.result.catch((thrown: unknown) => (error = thrown))
      return Object.create(run, {
        status: { get: () => (run.status === 'failed' && error instanceof RunCancelled ? 'cancelled' : run.status) },
      }) as typeof run
    },
  }),
  plant('cancel-hides-the-fault', 'F36', 'Ends as cancelled when it is cancelled while it cleans up after a fault.', {
    parts: (base) => {
      let cancelled: unknown
      return {
        onCancel(controller, reason) {
          if (controller.signal.aborted) cancelled = reason
          base.onCancel(controller, reason)
        },
        downloadMany: (downloading) =>
          base.downloadMany(downloading).catch((error: unknown) => {
            throw cancelled ?? error
          }),
      }
    },
  }),
  plant('half-deaf-port', 'F36', 'Swallows what a port throws at the news of a slot.', {
    program: (program) => (options, ports) => program(options, { ...ports, trace: halfDeaf(ports, 'limit.') }),
  }),
  plant(
    'forgives-a-port-once',
    'F36',
    'Swallows what a port throws at the news of items, and fails at the next time.',
    {
      program: (program) => (options, ports) => {
        let errors = 0
        const trace: Ports['trace'] = (event) => {
          try {
            ports.trace(event)
          } catch (error) {
            if (!event.kind.startsWith('task.') || ++errors > 1) throw error
          }
        }
        return program(options, { ...ports, trace })
      },
    },
  ),
  plant('half-deaf-spinner', 'F36', 'Swallows what a port throws at the news of a spinner.', {
    program: (program) => (options, ports) => program(options, { ...ports, trace: halfDeaf(ports, 'spinner.') }),
  }),
  plant('dirty-failure', 'F36', 'Erases the line at its end, but not when a port has thrown.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        let failed = false
        const trace: Ports['trace'] = (event) => {
          try {
            spinning.ports.trace(event)
          } catch (error) {
            failed = true
            throw error
          }
        }
        const erase: Parts['erase'] = (all) => {
          if (!failed) base.erase(all)
        }
        const ports = { ...spinning.ports, trace }
        await base.spin({ ...spinning, ports, parts: { ...spinning.parts, erase } }, signal)
      },
    }),
  }),
  plant('deaf-when-cancelled', 'F36', 'Swallows what a port throws at the news of a cancel.', {
    program: (program) => (options, ports) => program(options, { ...ports, trace: halfDeaf(ports, 'cancel.') }),
  }),
  plant('last-word', 'F36', 'Fails with what a port threw last.', { program: failsWithTheLast('trace') }),
  plant('errors-only', 'F36', 'Makes an error of whatever a port throws and is none.', {
    program: (program) => (options, ports) => {
      const run = program(options, ports)
      const result = run.result.catch((error: unknown) => {
        throw error instanceof Error ? error : new Error(String(error))
      })
      return Object.create(run, { result: { value: result } }) as typeof run
    },
  }),
  plant('fault-behind-cancel', 'F36', 'Keeps the first reason to stop, though a port throws while it cleans up.', {
    parts: (base) => ({ downloadMany: (downloading) => base.downloadMany({ ...downloading, faults: forgetful() }) }),
  }),
  plant('late-tick', 'F37', 'Takes a pause of its own for silence of the server.', {
    parts: (base) => ({
      async withTimeLimit(ms, outer, work) {
        let last = performance.now()
        const stalled = Promise.withResolvers<never>()
        const timer = setInterval(() => {
          const now = performance.now()
          if (now - last > 150) stalled.reject(new DownloadError('timeout', 'Nothing came.'))
          last = now
        }, 10)
        try {
          return await Promise.race([base.withTimeLimit(ms, outer, work), stalled.promise])
        } finally {
          clearInterval(timer)
        }
      },
    }),
  }),
  plant('no-time', 'F38', 'Says that it took no time.', {
    parts: (base) => ({
      downloadMany: async (downloading) => ({ ...(await base.downloadMany(downloading)), elapsed: 1 }),
    }),
  }),
  plant('wall-clock', 'F38', "Measures its time limit with the computer's clock.", {
    parts: (base) => ({
      async withTimeLimit(ms, outer, work) {
        const startedAt = Date.now()
        const late = Promise.withResolvers<never>()
        const timer = setInterval(() => {
          if (Math.abs(Date.now() - startedAt) > ms) late.reject(new DownloadError('timeout', 'It took too long.'))
        }, 5)
        try {
          return await Promise.race([base.withTimeLimit(ms, outer, work), late.promise])
        } finally {
          clearInterval(timer)
        }
      },
    }),
  }),
  plant('one-dies-all-die', 'F39', 'Ends the run when its worker dies.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
        const onExit = () => downloading.controller.abort(new Error('The worker is dead.'))
        worker.once('exit', onExit)
        try {
          return await base.downloadMany(downloading)
        } finally {
          worker.off('exit', onExit)
          await worker.terminate()
        }
      },
    }),
  }),
  plant('part-of-the-dead', 'F39', 'Writes in a thread, and leaves the temporary file of one that dies.', {
    parts: () => ({ saveFlag: saveInThread }),
  }),
  plant('keeps-everything', 'F40', 'Keeps each image until the last one is there.', {
    parts: (base) => {
      const images: Uint8Array[] = []
      return {
        async getFlag(code, downloading, signal) {
          const image = await base.getFlag(code, downloading, signal)
          images.push(image)
          return image
        },
      }
    },
  }),
]

/** Reports one kind of failure as another. */
function confuses(kind: FailureKind, other: FailureKind): Change {
  return {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        if (outcome.failure?.kind !== kind) return outcome
        return { ...outcome, failure: { ...outcome.failure, kind: other } }
      },
    }),
  }
}

/** Asks with other limits than it was given. */
function withLimits(change: (limits: Limits) => Partial<Limits>): NonNullable<Change['parts']> {
  return (base) => ({
    getFlag(code, downloading, signal) {
      const { options } = downloading
      const { limits = DEFAULT_LIMITS } = options
      const others = { ...options, limits: { ...limits, ...change(limits) } }
      return base.getFlag(code, { ...downloading, options: others }, signal)
    },
  })
}

/** As large as the headers of the origin's flood. */
const TOLERANT: Agent.Options = { maxHeaderSize: 4_000_000 }

const getWhateverComes: Parts['getFlag'] = async (code, { options, ports: { dispatcher } }, signal) => {
  const url = flagUrl(options.base, code)
  const { statusCode, headers, body } = await request(url, { ...flagRequest(options.limits), dispatcher, signal })
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of body) chunks.push(chunk as Uint8Array)
  } catch {
    // The mistake: what came is enough.
  }
  checkHead(statusCode, headers)
  return Buffer.concat(chunks)
}

/** Asks again as often as it may, after as many ms as `pause` makes of what the server says. */
function getAfter(pause: (later: string) => number): Parts['getFlag'] {
  return async (code, { options }, signal) => {
    const { base, retries = 0, limits = DEFAULT_LIMITS } = options
    const asked = { ...flagRequest(limits), dispatcher: new Agent(), signal }
    for (let left = retries; ; left--) {
      const { statusCode, headers, body } = await request(flagUrl(base, code), asked)
      if (statusCode === 200) return checkImage(await body.bytes())
      await body.dump()
      const later = headers['retry-after']
      if (left === 0 || later === undefined || Number(later) * 1000 > limits.total) checkHead(statusCode, headers)
      await sleep(pause(String(later)), undefined, { signal })
    }
  }
}

/** In two pieces, so slowly that somebody can see the first. */
const WRITER = `
  const { closeSync, openSync, writeSync } = require('node:fs')
  const { part, image } = require('node:worker_threads').workerData
  const file = openSync(part, 'wx')
  writeSync(file, image.subarray(0, image.length / 2))
  setTimeout(() => {
    writeSync(file, image.subarray(image.length / 2))
    closeSync(file)
    process.exitCode = 7
  }, 50)
`

const saveInThread: Parts['saveFlag'] = async (image, code, { options: { directory } }) => {
  const part = partPath(directory, code)
  const [exitCode] = await once(new Worker(WRITER, { eval: true, workerData: { part, image } }), 'exit')
  if (exitCode !== 7) throw new DownloadError('worker', 'The thread that wrote it died.')
  await rename(part, flagPath(directory, code))
}

const getFromSocket: Parts['getFlag'] = async (code, { options }, signal) => {
  const { hostname, port, pathname } = new URL(flagUrl(options.base, code))
  const socket = connect({ host: hostname, port: Number(port), signal })
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  const all = Buffer.concat(chunks)
  return checkImage(all.subarray(all.indexOf('\r\n\r\n') + 4))
}

/** A list into which nothing goes. */
function forgetful(): unknown[] {
  return Object.assign([], { push: () => 0 })
}

function halfDeaf(ports: Ports, prefix: string): Ports['trace'] {
  return (event) => {
    try {
      ports.trace(event)
    } catch (error) {
      if (!event.kind.startsWith(prefix)) throw error
    }
  }
}

/** Gives whoever asked nothing to stop with, from the second attempt on. */
const deafAfterTheFirst: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  let attempts = 0
  return dispatch(options, {
    onRequestStart: (...start) => {
      if (++attempts === 1) handler.onRequestStart?.(...start)
    },
    onResponseStart: (...start) => handler.onResponseStart?.(...start),
    onResponseData: (...data) => handler.onResponseData?.(...data),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  })
}

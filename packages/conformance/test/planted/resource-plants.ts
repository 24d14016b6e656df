import { once } from 'node:events'
import { rename, rm, writeFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { RunCancelled, type DownloadOptions, type Ports } from '@interleave/contract'
import { DownloadError, flagPath, type Ledger, partPath } from '@interleave/flags'
import { Agent, type Dispatcher } from 'undici'
import { getOver } from './get-with.ts'
import type { Change } from './make-variant.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes with what runs out or stands in the way: connections, memory, files, threads, time. */
export const RESOURCE_PLANTS: readonly Plant[] = [
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
  plant('late-tick', 'F37', 'Takes a pause of its own for silence of the server.', {
    parts: endsWhere(10, () => {
      let last = performance.now()
      return () => {
        const before = last
        last = performance.now()
        return last - before > 150
      }
    }),
  }),
  plant('no-time', 'F38', 'Says that it took no time.', {
    parts: (base) => ({
      downloadMany: async (downloading) => ({ ...(await base.downloadMany(downloading)), elapsed: 1 }),
    }),
  }),
  plant('wall-clock', 'F38', "Measures its time limit with the computer's clock.", {
    parts: endsWhere(5, (ms) => {
      const startedAt = Date.now()
      return () => Math.abs(Date.now() - startedAt) > ms
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
  plant(
    'told-and-then-cleared',
    'F39',
    'Tells the end of an item whose writer died, then clears away what there is of it.',
    {
      parts: (base) => {
        const left = new Map<string, string>()
        return {
          saveFlag: (image, code, downloading) =>
            saveInThread(image, code, downloading, (part) => void left.set(code, part)),
          async download(code, downloading) {
            await base.download(code, downloading)
            const part = left.get(code)
            if (part !== undefined) await rm(part, { force: true })
          },
        }
      },
    },
  ),
  plant('blames-the-dead', 'F39', 'Has an error of an item that was cancelled when its writer died.', {
    parts: (base) => ({
      saveFlag: (image, code, downloading) =>
        saveInThread(image, code, downloading, (part) => rm(part, { force: true })),
      async downloadOne(code, downloading) {
        let death: unknown
        const saveFlag: Parts['saveFlag'] = (...image) =>
          downloading.parts.saveFlag(...image).catch((error: unknown) => {
            death = error
            throw error
          })
        try {
          return await base.downloadOne(code, { ...downloading, parts: { ...downloading.parts, saveFlag } })
        } catch (error) {
          if (death === undefined) throw error
          return base.toOutcome(death)
        }
      },
    }),
  }),
  plant('hears-of-no-error', 'F39', 'Has a worker, and nobody who hears of its error.', {
    of: 'spinner',
    parts: (base) => ({
      async supervisor(spinning) {
        const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
        try {
          return await base.supervisor(spinning)
        } finally {
          await worker.terminate()
        }
      },
    }),
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

/** Ends an item as timed out where a look at the time finds it so. `begin`: with the item's time limit, in ms. */
function endsWhere(every: number, begin: (ms: number) => () => boolean): NonNullable<Change['parts']> {
  return (base) => ({
    async withTimeLimit(ms, outer, work) {
      const isOver = begin(ms)
      const over = Promise.withResolvers<never>()
      const timer = setInterval(() => {
        if (isOver()) over.reject(new DownloadError('timeout', 'It took too long.'))
      }, every)
      try {
        return await Promise.race([base.withTimeLimit(ms, outer, work), over.promise])
      } finally {
        clearInterval(timer)
      }
    },
  })
}

/** In two pieces, so slowly that somebody can see the first, on a busy machine too. */
const WRITER = `
  const { closeSync, openSync, writeSync } = require('node:fs')
  const { part, image } = require('node:worker_threads').workerData
  const file = openSync(part, 'wx')
  writeSync(file, image.subarray(0, image.length / 2))
  setTimeout(() => {
    writeSync(file, image.subarray(image.length / 2))
    closeSync(file)
    process.exitCode = 7
  }, 500)
`

/** What is there of a file whose writer died is for `clear`. */
async function saveInThread(
  image: Uint8Array,
  code: string,
  { options: { directory } }: Parameters<Parts['saveFlag']>[2],
  clear: (part: string) => unknown = () => {},
): Promise<void> {
  const part = partPath(directory, code)
  const [exitCode] = await once(new Worker(WRITER, { eval: true, workerData: { part, image } }), 'exit')
  if (exitCode !== 7) {
    await clear(part)
    throw new DownloadError('worker', 'The thread that wrote it died.')
  }
  await rename(part, flagPath(directory, code))
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

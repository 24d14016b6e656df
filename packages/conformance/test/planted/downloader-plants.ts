import { createWriteStream } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DEFAULT_LIMITS, type Outcome } from '@interleave/contract'
import { checkHead, flagPath, flagRequest, flagUrl, partPath, tooSlow } from '@interleave/flags'
import { request } from 'undici'
import { endsAll } from './ends-all.ts'
import { getWith } from './get-with.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes in the downloader. */
export const DOWNLOADER_PLANTS: readonly Plant[] = [
  plant('skips-one', 'D1', 'Leaves the last country of the alphabet out, and counts it as not found.', {
    parts: (base) => ({
      downloadOne: async (code, downloading) =>
        code === 'ZW' ? { status: 'not-found' } : base.downloadOne(code, downloading),
    }),
  }),
  plant('sizes-made-up', 'D1', 'Says of every file that it has no bytes.', {
    parts: (base) => ({
      async downloadOne(code, downloading) {
        const outcome = await base.downloadOne(code, downloading)
        return outcome.status === 'ok' ? { ...outcome, bytes: 0 } : outcome
      },
    }),
  }),
  plant('completion-order', 'D2', 'Reports in the order of the alphabet instead of the order asked for.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        const report = await base.downloadMany(downloading)
        return { ...report, items: report.items.toSorted((one, other) => (one.code < other.code ? -1 : 1)) }
      },
    }),
  }),
  plant('concurrency-as-asked', 'D2', 'Reports the concurrency that it was asked for, be there less to do.', {
    parts: (base) => ({
      downloadMany: async (downloading) => ({
        ...(await base.downloadMany(downloading)),
        concurrency: downloading.options.concurrency,
      }),
    }),
  }),
  plant('swallowed-error', 'D3', 'Counts whatever goes wrong as not found.', {
    parts: (base) => ({
      toOutcome(error) {
        base.toOutcome(error)
        return { status: 'not-found' }
      },
    }),
  }),
  plant('error-never-reset', 'D4', 'Keeps the last error, so that every later item is one too.', {
    parts: (base) => {
      let last: Outcome | undefined
      return {
        async downloadOne(code, downloading) {
          const outcome = await base.downloadOne(code, downloading)
          if (outcome.status === 'error') last = outcome
          return last ?? outcome
        },
      }
    },
  }),
  plant('limit-too-high', 'D5', 'Lets one more in than the limit allows.', {
    parts: () => ({ permits: (concurrency) => concurrency + 1 }),
  }),
  plant('no-limit', 'D5', 'Starts everything at once.', {
    parts: () => ({
      forEach: async (codes, _permits, _signal, work) => void (await Promise.all(codes.map((code) => work(code)))),
    }),
  }),
  plant(
    'beyond-its-own-limit',
    'D5',
    'Has as many at once as it is asked for, though it says that it has six at most.',
    {
      traits: { concurrency: { default: 5, greatest: 6 } },
      parts: (base) => ({
        downloadMany(downloading) {
          const { options, parts } = downloading
          const permits = () => Math.min(options.concurrency, options.codes.length)
          return base.downloadMany({ ...downloading, parts: { ...parts, permits } })
        },
      }),
    },
  ),
  plant('limit-too-low', 'D6', 'Keeps one slot free for ever.', {
    parts: () => ({ permits: (concurrency) => Math.max(1, concurrency - 1) }),
  }),
  plant('sequential-in-disguise', 'D7', 'Awaits one by one, whatever the limit.', {
    parts: () => ({
      async forEach(codes, _permits, signal, work) {
        for (const code of codes) if (!signal.aborted) await work(code)
      },
    }),
  }),
  plant('two-in-disguise', 'D7', 'Says that it has two at once at most, and has one.', {
    traits: { concurrency: { default: 2, greatest: 2 } },
    parts: () => ({ permits: () => 1 }),
  }),
  plant('missing-await', 'D8', 'Starts to write the file and does not wait for it.', {
    parts: (base) => ({
      async saveFlag(image, code, downloading) {
        base.saveFlag(image, code, downloading).catch(() => {})
      },
    }),
  }),
  plant('double-request', 'D9', 'Asks again for what could not be had.', {
    parts: (base) => ({
      async getFlag(code, downloading, signal) {
        try {
          return await base.getFlag(code, downloading, signal)
        } catch {
          return base.getFlag(code, downloading, signal)
        }
      },
    }),
  }),
  plant('written-elsewhere', 'D10', 'Writes into the folder for temporary files, and renames from there.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory } }) {
        const part = partPath(tmpdir(), code)
        try {
          await writeFile(part, image, { flag: 'wx' })
          await rename(part, flagPath(directory, code))
        } catch (error) {
          await rm(part, { force: true })
          throw error
        }
      },
    }),
  }),
  plant('partial-file', 'D10', 'Streams the answer into the final name.', {
    parts: () => ({
      async getFlag(code, { options, ports: { dispatcher } }, signal) {
        const url = flagUrl(options.base, code)
        const { statusCode, headers, body } = await request(url, { ...flagRequest(), dispatcher, signal })
        try {
          checkHead(statusCode, headers)
        } catch (error) {
          await body.dump()
          throw error
        }
        const chunks: Buffer[] = []
        const keep = async function* (source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            chunks.push(chunk)
            yield chunk
          }
        }
        await pipeline(body as Readable, keep, createWriteStream(flagPath(options.directory, code)))
        return Buffer.concat(chunks)
      },
      saveFlag: async () => {},
    }),
  }),
  plant('total-failure-hangs', 'D11', 'Waits for the first success, which never comes when everything fails.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        const report = await base.downloadMany(downloading)
        if (report.counts.error > 0 && report.counts.error === report.items.length) await new Promise(() => {})
        return report
      },
    }),
  }),
  plant('cancel-ignored', 'D12', 'Does nothing when it is cancelled.', {
    parts: () => ({ onCancel: () => {} }),
  }),
  plant('debris', 'D13', 'Leaves the temporary file where it was when it is cancelled.', {
    parts: (base) => ({
      async getFlag(code, downloading, signal) {
        try {
          return await base.getFlag(code, downloading, signal)
        } catch (error) {
          if (signal.aborted) await writeFile(partPath(downloading.options.directory, code), 'half')
          throw error
        }
      },
    }),
  }),
  plant('cut-write', 'D13', 'Breaks a write off when it is cancelled, and leaves what is there of the file.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory }, controller: { signal } }) {
        const part = partPath(directory, code)
        try {
          await writeFile(part, image, { flag: 'wx', signal })
          await rename(part, flagPath(directory, code))
        } catch (error) {
          if (!signal.aborted) await rm(part, { force: true })
          throw error
        }
      },
    }),
  }),
  plant('unnamed-write', 'D13', 'Cancelled when a file is written, does not give it its name, and leaves it.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory }, controller: { signal } }) {
        const part = partPath(directory, code)
        await writeFile(part, image, { flag: 'wx' })
        signal.throwIfAborted()
        await rename(part, flagPath(directory, code))
      },
    }),
  }),
  plant('abandoned-write', 'D13', 'Does not wait for a write when it is cancelled.', {
    parts: (base) => ({
      saveFlag: (image, code, downloading) => {
        const { signal } = downloading.controller
        const cut = Promise.withResolvers<never>()
        signal.addEventListener('abort', () => cut.reject(signal.reason))
        return Promise.race([base.saveFlag(image, code, downloading), cut.promise])
      },
    }),
  }),
  plant('goes-on', 'D14', 'Cancels what is open, and takes the next from the list.', {
    parts: (base) => ({
      forEach: (codes, permits, _signal, work) => base.forEach(codes, permits, new AbortController().signal, work),
      async downloadOne(code, downloading) {
        const { controller } = downloading
        if (!controller.signal.aborted) return base.downloadOne(code, downloading)
        const late = new AbortController()
        setTimeout(() => late.abort(), 20)
        await base.getFlag(code, downloading, late.signal).catch(() => {})
        return { status: 'cancelled' }
      },
    }),
  }),
  plant('no-time-limit', 'D15', 'Has no limit on the whole of an item.', {
    parts: () => ({ withTimeLimit: (_ms, outer, work) => work(outer) }),
  }),
  plant('limit-on-the-disk', 'D15', 'Counts the time that the disk takes for a file towards the limit of its item.', {
    parts: (base) => ({
      async downloadOne(code, downloading) {
        const { options, controller, parts } = downloading
        const { total } = options.limits ?? DEFAULT_LIMITS
        const startedAt = performance.now()
        const saveFlag: Parts['saveFlag'] = async (...image) => {
          await parts.saveFlag(...image)
          if (performance.now() - startedAt > total && !controller.signal.aborted) throw tooSlow(total)
        }
        return base.downloadOne(code, { ...downloading, parts: { ...parts, saveFlag } })
      },
    }),
  }),
  plant('limit-without-a-name', 'D16', 'Does not tell a body that is too large from a connection that broke.', {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        if (outcome.failure?.kind !== 'too-large') return outcome
        return { status: 'error', failure: { kind: 'reset', message: 'The connection was reset.' } }
      },
    }),
  }),
  plant('deaf-port', 'D17', 'Swallows what a port throws.', {
    program: (program) => (options, ports) => {
      const trace: typeof ports.trace = (event) => {
        try {
          ports.trace(event)
        } catch (error) {
          if (!event.kind.startsWith('task.')) throw error
        }
      }
      return program(options, { ...ports, trace })
    },
  }),
  plant('outcome-by-order', 'D18', 'Fails whoever comes second while others are under way.', {
    parts: (base) => {
      let open = 0
      return {
        async downloadOne(code, downloading) {
          open++
          try {
            const outcome = await base.downloadOne(code, downloading)
            return open > 3 ? { status: 'not-found' } : outcome
          } finally {
            open--
          }
        },
      }
    },
  }),
  plant('nothing-to-do', 'D19', 'Never ends when it has nothing to do.', {
    parts: (base) => ({
      async downloadMany(downloading) {
        if (downloading.options.codes.length === 0) await new Promise(() => {})
        return base.downloadMany(downloading)
      },
    }),
  }),
  plant('disk-stops-all', 'D20', 'Takes a file that cannot be written for the end of the run.', endsAll('disk')),
  plant('unnamed-left', 'D20', 'Clears away what could not be written, but not what could not be given its name.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory } }) {
        const part = partPath(directory, code)
        try {
          await writeFile(part, image, { flag: 'wx' })
        } catch (error) {
          await rm(part, { force: true })
          throw error
        }
        await rename(part, flagPath(directory, code))
      },
    }),
  }),
  plant('clears-away-later', 'D20', 'Does not wait until what could not get its name is cleared away.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory } }) {
        const part = partPath(directory, code)
        try {
          await writeFile(part, image, { flag: 'wx' })
          await rename(part, flagPath(directory, code))
        } catch (error) {
          setImmediate(() => void rm(part, { force: true }))
          throw error
        }
      },
    }),
  }),
  plant('batches', 'D21', 'Works batch by batch: the slowest of one holds up the next.', {
    parts: () => ({
      async forEach(codes, permits, signal, work) {
        for (let at = 0; at < codes.length && !signal.aborted; at += permits) {
          await Promise.all(codes.slice(at, at + permits).map((code) => work(code)))
        }
      },
    }),
  }),
  plant('cancel-misses-the-body', 'D13', 'Listens for a cancel only until the answer has begun.', {
    parts: () => ({
      getFlag: getWith({ deafInBody: true }),
    }),
  }),
  plant('limit-doubled', 'D15', 'Gives each item twice the time that it may take.', {
    parts: (base) => ({
      withTimeLimit: (ms, outer, work) => base.withTimeLimit(ms * 2, outer, work),
    }),
  }),
]

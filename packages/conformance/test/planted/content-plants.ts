import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_LIMITS } from '@interleave/contract'
import { checkHead, checkImage, DownloadError, flagPath, flagRequest, flagUrl } from '@interleave/flags'
import { Agent, request } from 'undici'
import { confuses } from './confuses.ts'
import { getOver, getWith } from './get-with.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes in what becomes of an answer that came, and is not what was wanted. */
export const CONTENT_PLANTS: readonly Plant[] = [
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
  plant('forgets-the-head', 'F17', 'Forgets what the head said of an answer whose rest its limit cuts off.', {
    parts: () => ({ getFlag: getWith({ forgetsTheHead: true }) }),
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
]

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

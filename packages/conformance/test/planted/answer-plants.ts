import { connect } from 'node:net'
import { DEFAULT_LIMITS, type Limits } from '@interleave/contract'
import { checkHead, checkImage, DownloadError, flagRequest, flagUrl } from '@interleave/flags'
import { Agent, request } from 'undici'
import { confuses } from './confuses.ts'
import { endsAll } from './ends-all.ts'
import { getOver, getWith } from './get-with.ts'
import type { Change } from './make-variant.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes in what becomes of an answer that is late, breaks off or is none. */
export const ANSWER_PLANTS: readonly Plant[] = [
  plant('refusal-ends-all', 'F1', 'Takes a server that is not there for the end of the run.', endsAll('refused')),
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
  plant('headers-limit-tripled', 'F12', 'Waits for the headers three times as long as it may.', {
    parts: withLimits(({ headers }) => ({ headers: headers * 3 })),
  }),
  plant('body-limit-tripled', 'F13', 'Waits three times as long as it may for a body that stalls.', {
    parts: withLimits(({ body }) => ({ body: body * 3 })),
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
]

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

const getFromSocket: Parts['getFlag'] = async (code, { options }, signal) => {
  const { hostname, port, pathname } = new URL(flagUrl(options.base, code))
  const socket = connect({ host: hostname, port: Number(port), signal })
  socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  const all = Buffer.concat(chunks)
  return checkImage(all.subarray(all.indexOf('\r\n\r\n') + 4))
}

import type { FailureKind, Outcome } from '@interleave/contract'
import { DownloadError } from './download-error.ts'

/**
 * The outcome that an error stands for: `not-found` for a 404, else `error` with its kind. Throws the error again if it
 * is no failure of a download (a cancel, a port that threw, a mistake in the program): those end the run.
 *
 * @example
 * try { bytes = await getFlag(code) } catch (error) { return outcomeOf(error) }
 */
export function outcomeOf(error: unknown): Outcome {
  const failure = error instanceof DownloadError ? error : recognise(error)
  if (failure === undefined) throw error
  if (failure.statusCode === 404) return { status: 'not-found' }
  return { status: 'error', failure: failure.toFailure() }
}

/** Finds what an error of undici, the system or the parser is, looking through the causes: fetch and Agent nest them. */
function recognise(error: unknown): DownloadError | undefined {
  for (let link = error, depth = 0; link instanceof Error && depth < 8; link = link.cause, depth++) {
    const code = 'code' in link && typeof link.code === 'string' ? link.code : ''
    const kind = KINDS[code] ?? kindByShape(code, link)
    if (kind) return new DownloadError(kind, sentence(kind, code, link), { cause: error })
  }
  return undefined
}

function kindByShape(code: string, error: Error): FailureKind | undefined {
  if (error.name === 'HTTPParserError' || code.startsWith('HPE_')) return 'protocol'
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.includes('CERT')) return 'tls'
  if ('syscall' in error && typeof error.syscall === 'string' && FILE_CALLS.has(error.syscall)) return 'disk'
  return undefined
}

function sentence(kind: FailureKind, code: string, error: Error): string {
  if (kind === 'internal') return `${NO_DESCRIPTOR} (${code}).`
  if (code.startsWith('ERR_SSL')) return `The connection could not be made secure (${code}).`
  if (kind === 'disk') return `The file could not be written: ${error.message}`
  return `${MEANING[kind] ?? 'The download failed'} (${code || error.name}).`
}

const FILE_CALLS = new Set(['open', 'write', 'close', 'rename', 'unlink', 'fsync', 'mkdir', 'scandir', 'stat', 'lstat'])

const KINDS: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  UND_ERR_HEADERS_TIMEOUT: 'headers-timeout',
  UND_ERR_BODY_TIMEOUT: 'body-timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'truncated',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
  UND_ERR_RESPONSE: 'http',
  EMFILE: 'internal',
  ENFILE: 'internal',
}

const NO_DESCRIPTOR = 'Too many files and connections are open at once; ask for fewer at a time, or raise `ulimit -n`'

const MEANING: Readonly<Partial<Record<FailureKind, string>>> = {
  refused: 'The server is not there',
  dns: 'The name of the server does not resolve',
  'connect-timeout': 'The server did not take the connection in time',
  'headers-timeout': 'The answer did not begin in time',
  'body-timeout': 'The answer stalled',
  reset: 'The connection was reset',
  truncated: 'The connection ended before the answer did',
  protocol: 'The answer is not HTTP',
  'too-large': 'The answer is too large',
  tls: 'The certificate is not to be trusted',
}

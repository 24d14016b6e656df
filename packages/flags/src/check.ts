import { STATUS_CODES } from './status-codes.ts'
import { DownloadError } from './download-error.ts'

/** Response headers as undici gives them. */
export type ResponseHeaders = Record<string, string | string[] | undefined>

/**
 * Looks at an answer before its body is read. Throws {@link DownloadError} unless it is a 200 with an image in it as it
 * stands; 404 is `http` with `statusCode` 404, which {@link outcomeOf} counts as not found.
 */
export function checkHead(statusCode: number, headers: ResponseHeaders): void {
  if (statusCode >= 300 && statusCode < 400) {
    throw new DownloadError('redirect', `HTTP ${statusCode}: redirected too often, or to where we don't go.`, {
      statusCode,
    })
  }
  if (statusCode === 204 || (statusCode === 200 && headers['content-length'] === '0')) throw noBody()
  if (statusCode !== 200) {
    throw new DownloadError('http', `HTTP error ${statusCode} - ${STATUS_CODES[statusCode] ?? 'unknown'}`, {
      statusCode,
    })
  }
  // Both are the same in capitals (RFC 9110, 8.3.1 and 8.4.1).
  const encoding = String(headers['content-encoding'] ?? '').toLowerCase()
  if (encoding !== '' && encoding !== 'identity') {
    throw new DownloadError('decode', `The answer is packed in a way that we can't undo: ${encoding}.`)
  }
  const type = headers['content-type']
  if (type !== undefined && !/^image\//i.test(String(type))) {
    throw new DownloadError('content-type', `The answer is ${String(type)}, not an image.`)
  }
}

/**
 * Looks at a whole body and returns it. Throws {@link DownloadError} where it is empty, isn't a GIF or lacks a GIF's
 * last byte: a body without a Content-Length that was cut looks complete to HTTP.
 */
export function checkImage(image: Uint8Array): Uint8Array {
  if (image.length === 0) throw noBody()
  if (!SIGNATURES.has(String.fromCharCode(...image.subarray(0, 6)))) {
    throw new DownloadError('decode', 'The body is not a GIF.')
  }
  if (image.at(-1) !== TRAILER) throw new DownloadError('truncated', 'The GIF ends too early.')
  return image
}

function noBody(): DownloadError {
  return new DownloadError('empty', 'The answer has no body.')
}

const SIGNATURES = new Set(['GIF87a', 'GIF89a'])
const TRAILER = 0x3b

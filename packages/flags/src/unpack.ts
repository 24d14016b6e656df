import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { DownloadError } from './download-error.ts'
import { passOn } from './pass-on.ts'

/**
 * Unpacks answers that come packed although nobody asked for it (gzip, deflate, br), so that the file is the same
 * whichever client gets it: fetch unpacks by itself, undici's `request` doesn't. An answer that would be larger than
 * `bytes` once unpacked fails with a {@link DownloadError} of kind `too-large`, without having been unpacked any further;
 * a damaged one with `decode`. What is packed in another way stays as it is, with its header.
 */
export function unpack(bytes: number): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => dispatch(options, unpackFor(handler, bytes))
}

function unpackFor(handler: Dispatcher.DispatchHandler, bytes: number): Dispatcher.DispatchHandler {
  // The packed answer; it is no larger than any other may be, so it is kept whole.
  let packed: { readonly unpacker: Unpacker; readonly chunks: Buffer[] } | undefined
  return {
    ...passOn(handler),
    onResponseStart(controller, statusCode, headers, statusMessage) {
      const unpacker = statusCode === 200 ? UNPACKERS.get(String(headers['content-encoding']).toLowerCase()) : undefined
      if (unpacker === undefined) return handler.onResponseStart?.(controller, statusCode, headers, statusMessage)
      packed = { unpacker, chunks: [] }
      const { 'content-encoding': _encoding, 'content-length': _length, ...others } = headers
      handler.onResponseStart?.(controller, statusCode, others, statusMessage)
    },
    onResponseData(controller, chunk) {
      if (packed) packed.chunks.push(chunk)
      else handler.onResponseData?.(controller, chunk)
    },
    onResponseEnd(controller, trailers) {
      if (packed) {
        let body: Buffer
        try {
          body = packed.unpacker(Buffer.concat(packed.chunks), { maxOutputLength: bytes })
        } catch (error) {
          return handler.onResponseError?.(controller, cannotUnpack(error, bytes))
        }
        handler.onResponseData?.(controller, body)
      }
      handler.onResponseEnd?.(controller, trailers)
    },
  }
}

function cannotUnpack(cause: unknown, bytes: number): DownloadError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') {
    return new DownloadError('too-large', `The answer is larger than ${bytes} bytes once unpacked.`, { cause })
  }
  return new DownloadError('decode', 'The answer is packed, and damaged.', { cause })
}

type Unpacker = (packed: Buffer, options: { maxOutputLength: number }) => Buffer

const UNPACKERS: ReadonlyMap<string, Unpacker> = new Map<string, Unpacker>([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
])

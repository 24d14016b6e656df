import type { Exchange } from '../exchange.ts'
import { writeBadLength } from './bad-length.ts'
import type { BadLength } from './bad-length.ts'
import { writeBigBody } from './big-body.ts'
import type { BigBody } from './big-body.ts'
import { writeBigHeaders } from './big-headers.ts'
import type { BigHeaders } from './big-headers.ts'
import { writeChunked } from './chunked.ts'
import type { Chunked } from './chunked.ts'
import { writeCloseIdle } from './close-idle.ts'
import type { CloseIdle } from './close-idle.ts'
import { writeExtraBytes } from './extra-bytes.ts'
import type { ExtraBytes } from './extra-bytes.ts'
import { writeGarbage } from './garbage.ts'
import type { Garbage } from './garbage.ts'
import { writeGzip } from './gzip.ts'
import type { Gzip } from './gzip.ts'
import { writeHang } from './hang.ts'
import type { Hang } from './hang.ts'
import { writeInformational } from './informational.ts'
import type { Informational } from './informational.ts'
import { writeNoLength } from './no-length.ts'
import type { NoLength } from './no-length.ts'
import { writePause } from './pause.ts'
import type { Pause } from './pause.ts'
import { writeRaw } from './raw.ts'
import type { Raw } from './raw.ts'
import { writeRedirect } from './redirect.ts'
import type { Redirect } from './redirect.ts'
import { writeReset } from './reset.ts'
import type { Reset } from './reset.ts'
import { writeServe } from './serve.ts'
import type { Serve } from './serve.ts'
import { writeStatus } from './status.ts'
import type { Status } from './status.ts'
import { writeTrickle } from './trickle.ts'
import type { Trickle } from './trickle.ts'
import { writeTruncate } from './truncate.ts'
import type { Truncate } from './truncate.ts'

/** Does what the label would do. */
interface AsPreset {
  readonly kind: 'preset'
}

/** All that a plan can ask for. */
export type Fault =
  | AsPreset
  | Serve
  | Status
  | Hang
  | Pause
  | Reset
  | Truncate
  | ExtraBytes
  | NoLength
  | Chunked
  | BadLength
  | Garbage
  | Raw
  | Trickle
  | BigHeaders
  | BigBody
  | Redirect
  | Gzip
  | CloseIdle
  | Informational

/** Answers one request as `fault` says. */
export function behave(exchange: Exchange, fault: Fault): void {
  switch (fault.kind) {
    case 'preset':
      return writeServe(exchange)
    case 'serve':
      return writeServe(exchange, fault)
    case 'status':
      return writeStatus(exchange, fault)
    case 'hang':
      return writeHang(exchange, fault)
    case 'pause':
      return writePause(exchange, fault)
    case 'reset':
      return writeReset(exchange, fault)
    case 'truncate':
      return writeTruncate(exchange, fault)
    case 'extra-bytes':
      return writeExtraBytes(exchange, fault)
    case 'no-length':
      return writeNoLength(exchange, fault)
    case 'chunked':
      return writeChunked(exchange, fault)
    case 'bad-length':
      return writeBadLength(exchange, fault)
    case 'garbage':
      return writeGarbage(exchange, fault)
    case 'raw':
      return writeRaw(exchange, fault)
    case 'trickle':
      return writeTrickle(exchange, fault)
    case 'big-headers':
      return writeBigHeaders(exchange, fault)
    case 'big-body':
      return writeBigBody(exchange, fault)
    case 'redirect':
      return writeRedirect(exchange, fault)
    case 'gzip':
      return writeGzip(exchange, fault)
    case 'close-idle':
      return writeCloseIdle(exchange, fault)
    case 'informational':
      return writeInformational(exchange, fault)
  }
}

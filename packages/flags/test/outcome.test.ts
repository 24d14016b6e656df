import { RunCancelled } from '@interleave/contract'
import { describe, expect, test } from 'vitest'
import { checkHead, checkImage, DownloadError, outcomeOf, tooSlow } from '../src/index.ts'

const error = (code: string, extra: object = {}) => Object.assign(new Error(code), { code, ...extra })
const kind = (thrown: unknown) => outcomeOf(thrown).failure?.kind

describe('outcomeOf', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ENOTFOUND', 'dns'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'headers-timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'body-timeout'],
    ['ECONNRESET', 'reset'],
    ['UND_ERR_SOCKET', 'truncated'],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too-large'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ])('takes %s for %s', (code, expected) => {
    expect(kind(error(code))).toBe(expected)
  })

  test('looks through the causes', () => {
    expect(kind(new TypeError('fetch failed', { cause: error('ECONNREFUSED') }))).toBe('refused')
  })

  test('takes a failed file call for disk, whatever its code', () => {
    expect(kind(error('ENOSPC', { syscall: 'write' }))).toBe('disk')
    expect(kind(error('EACCES', { syscall: 'open' }))).toBe('disk')
  })

  test('takes a lack of descriptors for neither the disk nor the server, wherever it is met', () => {
    expect(kind(error('EMFILE', { syscall: 'open' }))).toBe('internal')
    expect(kind(error('EMFILE', { syscall: 'connect' }))).toBe('internal')
    expect(outcomeOf(error('ENFILE')).failure?.message).toContain('ask for fewer at a time')
  })

  test('doesn’t blame a certificate where there is none', () => {
    expect(outcomeOf(error('ERR_SSL_WRONG_VERSION_NUMBER')).failure?.message).toContain('not be made secure')
  })

  test('takes 404 for not found, and another status for an error with that status', () => {
    expect(outcomeOf(thrownBy(() => checkHead(404, {})))).toEqual({ status: 'not-found' })
    expect(outcomeOf(thrownBy(() => checkHead(418, {}))).failure).toMatchObject({ kind: 'http', statusCode: 418 })
    expect(outcomeOf(thrownBy(() => checkHead(302, {}))).failure).toMatchObject({ kind: 'redirect', statusCode: 302 })
  })

  test('throws what is no failure of a download again', () => {
    for (const other of [new RunCancelled('stop'), new TypeError('a mistake'), 'a string']) {
      expect(thrownBy(() => outcomeOf(other))).toBe(other)
    }
  })

  test('keeps the time limit', () => {
    expect(outcomeOf(tooSlow(50)).failure).toEqual({ kind: 'timeout', message: 'Not complete within 50 ms.' })
  })
})

describe('checks', () => {
  test('what says what the body is may be in capitals, and an encoding may be none', () => {
    for (const encoding of ['Identity', '', 'identity']) {
      expect(() => checkHead(200, { 'content-type': 'IMAGE/GIF', 'content-encoding': encoding })).not.toThrow()
    }
    expect(kind(thrownBy(() => checkHead(200, { 'content-encoding': 'zip' })))).toBe('decode')
    expect(kind(thrownBy(() => checkHead(200, { 'content-type': 'text/image/' })))).toBe('content-type')
  })

  test('what a server says moves nobody’s cursor', () => {
    const failure = outcomeOf(thrownBy(() => checkHead(200, { 'content-type': 'text/\u009b31m\u001b[2J' }))).failure
    expect(failure?.message).toBe('The answer is text/?31m?[2J, not an image.')
  })

  const gif = (text: string) => new TextEncoder().encode(text)

  test('a whole GIF passes', () => {
    const image = gif('GIF89a...;')
    expect(checkImage(image)).toBe(image)
    expect(() => checkHead(200, { 'content-type': 'image/gif' })).not.toThrow()
    expect(() => checkHead(200, {})).not.toThrow()
  })

  test.each([
    ['empty', gif('')],
    ['decode', gif('<html>')],
    ['truncated', gif('GIF89a...')],
  ])('%s', (expected, image) => {
    expect((thrownBy(() => checkImage(image)) as DownloadError).kind).toBe(expected)
  })

  test('an encoded or foreign answer is refused before its body is read', () => {
    expect(kind(thrownBy(() => checkHead(200, { 'content-encoding': 'gzip' })))).toBe('decode')
    expect(kind(thrownBy(() => checkHead(200, { 'content-type': 'text/html' })))).toBe('content-type')
  })
})

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (thrown) {
    return thrown
  }
  throw new Error('Nothing was thrown.')
}

import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate that vouches for itself, with its key; both as PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Whom a certificate is for, and from when to when it holds. */
export interface CertificateOptions {
  /** An IPv4 address, such as 127.0.0.1. */
  readonly address: string
  readonly from: Date
  readonly to: Date
}

/**
 * Makes a certificate, which Node itself can't: X.509 (RFC 5280) in DER, signed with a new key of P-256.
 */
export function makeCertificate({ address, from, to }: CertificateOptions): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = sequence(ECDSA_WITH_SHA256)
  const name = sequence(der(SET, sequence(COMMON_NAME, der(UTF8, Buffer.from('interleave test')))))
  const alternativeNames = sequence(der(IP_ADDRESS, Buffer.from(address.split('.').map(Number))))
  const body = sequence(
    der(VERSION, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, sequence(sequence(SUBJECT_ALTERNATIVE_NAME, der(OCTETS, alternativeNames)))),
  )
  const signature = der(BITS, Buffer.from([0]), sign('sha256', body, privateKey))
  const base64 = sequence(body, algorithm, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.from([value]))
}

/** GeneralizedTime: `20260102030405Z`. */
function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`))
}

const BITS = 0x03
const OCTETS = 0x04
const UTF8 = 0x0c
const SET = 0x31
const VERSION = 0xa0
const EXTENSIONS = 0xa3
const IP_ADDRESS = 0x87
// Object identifiers as they stand in DER: 1.2.840.10045.4.3.2, 2.5.4.3 and 2.5.29.17.
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex')
const COMMON_NAME = Buffer.from('0603550403', 'hex')
const SUBJECT_ALTERNATIVE_NAME = Buffer.from('0603551d11', 'hex')

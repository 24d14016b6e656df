import { isIP } from 'node:net'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { abortable } from '../abortable.ts'
import { NodeStream } from './node-stream.ts'
import { opened } from './open-tcp-stream.ts'

/** Certificates and the like, as for `tls.connect`. */
export type TlsOptions = Omit<ConnectionOptions, 'host' | 'port' | 'signal'>

/**
 * Connects to a server by TLS; resolves once the certificate has been verified.
 *
 * @throws Cancelled, and then no socket is left; the error of `node:tls` when the certificate isn't to be trusted, or the
 * system's when nobody answers.
 */
export async function openTlsStream(
  host: string,
  port: number,
  options: TlsOptions = {},
): Promise<NodeStream<TLSSocket>> {
  // An address is no server name (RFC 6066); the certificate is checked against it all the same.
  const how = { ...(isIP(host) === 0 && { servername: host }), ...options, host, port, allowHalfOpen: true }
  return new NodeStream(await abortable((signal) => opened(connect(how), 'secureConnect', signal)))
}

import type { Exchange } from '../exchange.ts'
import { page } from '../resource.ts'
import { respond } from './respond.ts'

/** Points elsewhere. A request with `?redirected` is answered as if there were no plan and no label. */
export interface Redirect {
  readonly kind: 'redirect'
  /**
   * `once`: to the same path, which then answers; `loop`: to the same path, which redirects again; `other-origin`: to this
   * server under its other name, `localhost`; `file`: to a file of the client's machine; `nowhere`: no Location.
   */
  readonly to: 'once' | 'loop' | 'other-origin' | 'file' | 'nowhere'
  /** Default 302. */
  readonly status?: 301 | 302 | 303 | 307 | 308
}

/** Answers with the redirect. */
export function writeRedirect(exchange: Exchange, { to, status = 302 }: Redirect): void {
  const { path, code } = exchange.record
  const location = {
    once: `${path}?redirected`,
    loop: path,
    'other-origin': `http://localhost:${exchange.socket.localPort}${path}?redirected`,
    file: 'file:///etc/hostname',
    nowhere: undefined,
  }[to]
  const { type, body } = page(status, code)
  respond(exchange, {
    status,
    headers: { 'content-type': type, ...(location === undefined ? {} : { location }) },
    body,
  })
}

import { connect } from 'node:net'

/** What came over one connection, byte for byte. */
export interface RawAnswer {
  /** latin1: one character per byte. */
  readonly text: string
  /** How it ended: the server's FIN, a reset, or this client's patience with `enough`. */
  readonly ending: 'fin' | 'reset' | 'enough'
}

/** GETs a path by hand; leaves as soon as `enough` says so of the bytes so far. */
export function rawGet(
  port: number,
  path: string,
  enough: (text: string) => boolean = () => false,
  request = `GET ${path} HTTP/1.1\r\nHost: origin\r\n\r\n`,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    const finish = (ending: RawAnswer['ending']): void => {
      socket.destroy()
      resolve({ text, ending })
    }
    socket.setEncoding('latin1')
    socket.on('data', (data: string) => {
      text += data
      if (enough(text)) finish('enough')
    })
    socket.on('end', () => finish('fin'))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') finish('reset')
      else reject(error)
    })
  })
}

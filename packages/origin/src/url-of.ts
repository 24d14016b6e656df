/** The address under which this machine reaches a server that listens on `host`. */
export function addressOf(host: string | undefined): string {
  return host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
}

/** The same as a URL. */
export function urlOf(host: string | undefined, port: number): string {
  const address = addressOf(host)
  return address.includes(':') ? `http://[${address}]:${port}` : `http://${address}:${port}`
}

import { STATUS_CODES } from '../node-http.ts'
import type { Resource } from '../resource.ts'

/**
 * Status line and headers as bytes to write by hand, for answers that node:http would refuse to write. `headers` add to
 * or replace the usual ones; null leaves one out.
 */
export function headOf(resource: Resource, headers: Readonly<Record<string, string | null>> = {}): string {
  const all = { 'Content-Type': resource.type, 'Content-Length': String(resource.body.length), ...headers }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return [`HTTP/1.1 ${resource.status} ${STATUS_CODES[resource.status] ?? ''}`, ...lines, '', ''].join('\r\n')
}

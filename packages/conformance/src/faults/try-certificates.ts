import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { ANSWER } from '../descriptors.ts'
import { TOLERANCE } from '../tolerance.ts'
import { makeCertificate, type Certificate } from './certificate.ts'

/**
 * Downloads one flag from each of four servers with a certificate, of which a process of its own trusts all but the
 * self-signed one. Resolves to how each ended, in one word. Rejects with what the process complained of.
 */
export async function tryCertificates(module: string, directory: string): Promise<Record<string, string>> {
  const certificates = makeCertificates()
  const trusted = join(directory, 'trusted.pem')
  await writeFile(trusted, [certificates.right, certificates['wrong name'], certificates.expired].map(pem).join(''))
  const servers = await Promise.all(Object.values(certificates).map(serve))
  const bases = servers.map((server) => `https://127.0.0.1:${(server.address() as AddressInfo).port}/flags`)
  try {
    const child = spawn(process.execPath, [SCRIPT, module, directory, ...bases], {
      env: { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: trusted },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      timeout: TOLERANCE.patience * 2,
      killSignal: 'SIGKILL',
    })
    const { [ANSWER]: answers } = child.stdio
    let answer = ''
    let stderr = ''
    ;(answers as Readable).setEncoding('utf8').on('data', (text: string) => (answer += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    await once(child, 'close')
    if (answer === '') throw new Error(`The process that tries certificates told nothing. ${stderr}`)
    const ends = JSON.parse(answer) as string[]
    return Object.fromEntries(Object.keys(certificates).map((name, index) => [name, ends[index] ?? 'nothing']))
  } finally {
    for (const server of servers) server.close()
  }
}

function makeCertificates() {
  const day = 86_400_000
  const [lastWeek, yesterday, tomorrow] = [-7, -1, 1].map((days) => new Date(Date.now() + days * day)) as [
    Date,
    Date,
    Date,
  ]
  const address = '127.0.0.1'
  return {
    right: makeCertificate({ address, from: yesterday, to: tomorrow }),
    'self-signed': makeCertificate({ address, from: yesterday, to: tomorrow }),
    'wrong name': makeCertificate({ address: '127.0.0.2', from: yesterday, to: tomorrow }),
    expired: makeCertificate({ address, from: lastWeek, to: yesterday }),
  } satisfies Record<string, Certificate>
}

function pem({ cert }: Certificate): string {
  return cert
}

/** Serves the smallest GIF that there is to whoever comes through. */
async function serve(certificate: Certificate): Promise<Server> {
  const server = createServer(certificate, (_, answer) => {
    answer.writeHead(200, { 'content-type': 'image/gif', connection: 'close' }).end('GIF89a;')
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const SCRIPT = fileURLToPath(new URL('./try-certificates-child.ts', import.meta.url))

import { randomUUID } from 'node:crypto'
import { createServer } from './node-http.ts'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Connection } from './connection.ts'
import type { Dataset } from './dataset.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { describeAnswer } from './describe-answer.ts'
import { OriginClosedError } from './errors.ts'
import { Exchange } from './exchange.ts'
import { behave } from './faults/behave.ts'
import { respond } from './faults/respond.ts'
import { writeServe } from './faults/serve.ts'
import { Gate } from './gate.ts'
import { knock } from './knock.ts'
import { Ledger } from './ledger.ts'
import { listen } from './listen.ts'
import type { OriginBehaviour, OriginOptions } from './options.ts'
import type { Origin, WaitOptions } from './origin.ts'
import type { OriginReport } from './report.ts'
import { findResource, page } from './resource.ts'
import { resolveSettings } from './settings.ts'
import type { Settings } from './settings.ts'
import { addressOf, urlOf } from './url-of.ts'

/** Longer than any run: a connection closed just as it is reused is a fault to plan, not one to meet by chance. */
const KEEP_ALIVE = 600_000
const HEADER_BYTES = 16_384
/** Shorter than the 5 s that vitest gives a test, so that the error with the log is seen before the test is given up. */
const WAIT = 4000

/** The server in this process. Made by `startOrigin`. */
export class OriginServer implements Origin {
  readonly #options: OriginOptions
  readonly #dataset: Dataset
  readonly #server: Server
  readonly #ledger: Ledger
  readonly #exchanges = new Set<Exchange>()
  readonly #connections = new Map<Socket, Connection>()
  /** Where this server knocks at its own door. No client knows it. */
  readonly #door = `/${randomUUID()}`
  #settings: Settings
  #gate: Gate
  #port = 0
  #lastConnection = 0
  #closing: Promise<void> | undefined

  /** Throws OriginOptionsError. */
  constructor(options: OriginOptions, dataset: Dataset) {
    this.#options = options
    this.#dataset = dataset
    this.#settings = resolveSettings(options)
    this.#gate = new Gate(options)
    this.#ledger = new Ledger(options.limits?.log ?? 100_000)
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE, maxHeaderSize: HEADER_BYTES })
    this.#server.maxConnections = options.limits?.connections ?? 4096
    this.#server.on('request', (request, response) => this.#receive(request, response))
    this.#server.on('connection', (socket) => this.#connect(socket))
    this.#server.on('drop', () => this.#ledger.connectionRefused())
  }

  get url(): string {
    return urlOf(this.#options.host, this.#port)
  }

  get base(): string {
    return `${this.url}/flags`
  }

  get port(): number {
    return this.#port
  }

  async report(): Promise<OriginReport> {
    const { label, seed } = this.#settings
    return { label, seed, heldNow: this.#gate.held, ...this.#ledger.report() }
  }

  async reset(behaviour: OriginBehaviour = {}): Promise<void> {
    const options = { ...startOf(this.#options, behaviour), ...behaviour }
    const settings = resolveSettings(options)
    if (this.#server.listening) await knock(addressOf(this.#options.host), this.#port, this.#door)
    this.#cutOff()
    this.#settings = settings
    this.#gate = new Gate(options)
    this.#ledger.clear()
  }

  async hold(): Promise<void> {
    this.#gate.holdAll()
  }

  async release(which?: string | number): Promise<number> {
    return this.#gate.release(which)
  }

  async untilOpen(n: number, { timeout = WAIT }: WaitOptions = {}): Promise<void> {
    await this.#ledger.until(({ open }) => open === n, `${n} open requests`, timeout)
  }

  async untilRequests(n: number, { timeout = WAIT }: WaitOptions = {}): Promise<void> {
    await this.#ledger.until(({ requests }) => requests >= n, `${n} requests`, timeout)
  }

  async untilIdle({ timeout = WAIT }: WaitOptions = {}): Promise<void> {
    await this.#ledger.until(({ open }) => open === 0, 'no open request', timeout)
  }

  async down(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#cutOff()
    for (const socket of this.#connections.keys()) socket.destroy()
    await closed
  }

  async up(): Promise<void> {
    if (this.#closing !== undefined) throw new OriginClosedError('This origin is closed; start another one.')
    if (this.#server.listening) return
    const { host = '127.0.0.1', port = 0 } = this.#options
    await listen(this.#server, host, this.#port === 0 ? port : this.#port)
    const address = this.#server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
  }

  close(): Promise<void> {
    this.#closing ??= this.down().then(() => this.#ledger.abandon())
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #connect(socket: Socket): void {
    this.#lastConnection += 1
    const connection = new Connection(this.#lastConnection, socket, () => {
      this.#connections.delete(socket)
      this.#ledger.disconnected()
    })
    this.#connections.set(socket, connection)
    this.#ledger.connected()
  }

  #cutOff(): void {
    for (const exchange of this.#exchanges) {
      exchange.end('stopped')
      exchange.socket.destroy()
    }
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket)
    if (connection === undefined || request.url === this.#door) return void request.socket.destroy()
    const [path = '', query = ''] = (request.url ?? '').split('?', 2)
    const isGet = request.method === 'GET'
    const resource = findResource(this.#dataset, path)
    const question = { path, code: resource.code, attempt: isGet ? this.#ledger.nextAttempt(path) : 0 }
    const decision = isGet && query !== 'redirected' ? decide(this.#settings, question) : undefined
    const record = this.#ledger.open({
      ...question,
      method: request.method ?? '',
      connection: connection.id,
      behaviour: decision?.source ?? 'serve',
    })
    const exchange = new Exchange({
      request,
      response,
      resource,
      record,
      connection,
      ledger: this.#ledger,
      gate: this.#gate,
    })
    request.resume()
    this.#exchanges.add(exchange)
    exchange.onOver(() => {
      this.#exchanges.delete(exchange)
      if (isGet) this.#options.log?.(describeAnswer(record, decision?.delay ?? 0))
    })
    if (this.#ledger.openNow > (this.#options.limits?.open ?? 4096)) return refuse(exchange)
    if (decision !== undefined) return this.#answer(exchange, decision)
    if (isGet || request.method === 'HEAD') return writeServe(exchange)
    return respond(exchange, { status: 405, headers: { allow: 'GET, HEAD' }, body: page(405, null).body })
  }

  #answer(exchange: Exchange, { fault, delay, hold }: Decision): void {
    exchange.pass(hold, () => exchange.after(delay, () => behave(exchange, fault)))
  }
}

/** Another label brings its own figures: LOCAL isn't late because the server was started with a delay. */
function startOf(options: OriginOptions, { label }: OriginBehaviour): OriginBehaviour {
  if (label === undefined) return options
  const { delay: _delay, delayRate: _delayRate, errorRate: _errorRate, errorCodes: _errorCodes, ...others } = options
  return others
}

function refuse(exchange: Exchange): void {
  exchange.sends(503)
  exchange.end('refused')
  const { body, type } = page(503, null)
  exchange.response
    .writeHead(503, { 'content-type': type, 'content-length': body.length, connection: 'close' })
    .end(body)
}

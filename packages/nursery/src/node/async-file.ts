import { open, type FileHandle } from 'node:fs/promises'
import type { PathLike } from 'node:fs'
import { abortable } from '../abortable.ts'
import { ClosedResourceError } from '../errors.ts'
import { asMaxBytes } from '../plumbing/as-max-bytes.ts'
import { endWithScope } from './end-with-scope.ts'

/**
 * A file that is closed when its block ends or its scope is cancelled. Each operation is a checkpoint at its start; once
 * begun it is finished, since the system can't be told to stop halfway (as Trio's files). Several tasks may use it: their
 * operations follow each other.
 */
export class AsyncFile implements AsyncDisposable {
  readonly #handle: FileHandle
  readonly #forget: () => void
  /** The end of the latest operation: each begins after it, or what they write would be mixed. */
  #latest: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(handle: FileHandle) {
    this.#handle = handle
    this.#forget = endWithScope(() => void this.#close().catch(() => {}))
  }

  /** Writes all of it at the file's position; at its end when opened with `a`. */
  async write(data: string | Uint8Array): Promise<void> {
    await this.#do(() => this.#handle.writeFile(data))
  }

  /**
   * Reads up to `maxBytes` from the file's position; an empty array at its end.
   *
   * @throws as all operations; RangeError unless `maxBytes` is a whole number from 1, or Infinity.
   */
  async read(maxBytes = PIECE): Promise<Uint8Array> {
    const most = asMaxBytes(maxBytes)
    const buffer = new Uint8Array(most === Infinity ? PIECE : most)
    const { bytesRead } = await this.#do(() => this.#handle.read(buffer, 0, buffer.length))
    return buffer.subarray(0, bytesRead)
  }

  /** The rest of the file as text, UTF-8. */
  async readText(): Promise<string> {
    return await this.#do(() => this.#handle.readFile('utf8'))
  }

  /** The rest of the file line by line, without the line ends. */
  async *lines(): AsyncGenerator<string, void, undefined> {
    const decoder = new TextDecoder()
    let rest = ''
    for (let chunk = await this.read(); chunk.length > 0; chunk = await this.read()) {
      const [first, ...following] = decoder.decode(chunk, { stream: true }).split('\n')
      rest += first
      for (const line of following) {
        yield rest.endsWith('\r') ? rest.slice(0, -1) : rest
        rest = line
      }
    }
    rest += decoder.decode()
    if (rest !== '') yield rest
  }

  /** Waits until what was written is on the disk. */
  async sync(): Promise<void> {
    await this.#do(() => this.#handle.sync())
  }

  /** Idempotent, and no checkpoint: a cancelled scope closes its files too. */
  async close(): Promise<void> {
    await this.#close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }

  #close(): Promise<void> {
    this.#forget()
    return (this.#closing ??= this.#handle.close())
  }

  #do<T>(work: () => Promise<T>): Promise<T> {
    const inTurn = () => {
      if (this.#closing) throw new ClosedResourceError('This file was closed: use it inside its block.')
      return work()
    }
    return abortable(() => {
      const done = this.#latest.then(inTurn)
      this.#latest = done.catch(() => {})
      return done
    })
  }
}

/** Bytes read at once where nobody says how many. */
const PIECE = 65_536

/**
 * Opens a file; `flags` as for `fs.open` (`r`, `w`, `a`, …).
 *
 * @throws Cancelled; the system's error when it can't be opened.
 * @example
 * ```ts
 * await using file = await openFile('pokes.csv', 'a')
 * await file.write(`${id},${name}\n`)
 * ```
 */
export async function openFile(path: PathLike, flags = 'r', mode = 0o666): Promise<AsyncFile> {
  return new AsyncFile(await abortable(() => open(path, flags, mode)))
}

import { AsyncLocalStorage } from 'node:async_hooks'

/** An error that nobody handled. */
export interface UnhandledError {
  readonly error: unknown
  /** What was tried when the work began that failed; undefined where that is lost. */
  readonly from: string | undefined
}

/** Keeps what nobody handles in this process, which would end it otherwise, until it is disposed of. */
export class Unhandled implements Disposable {
  readonly #from = new AsyncLocalStorage<string>()
  #errors: UnhandledError[] = []

  constructor() {
    process.on('unhandledRejection', this.#keep).on('uncaughtException', this.#keep)
  }

  /** Does `work`; whatever it begins is known by this name, however late it fails. */
  during<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    return this.#from.run(name, work)
  }

  /** What has come since it was last asked. */
  take(): readonly UnhandledError[] {
    const errors = this.#errors
    this.#errors = []
    return errors
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#keep).off('uncaughtException', this.#keep)
  }

  readonly #keep = (error: unknown): void => {
    this.#errors.push({ error, from: this.#from.getStore() })
  }
}

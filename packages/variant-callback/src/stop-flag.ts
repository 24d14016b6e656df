import { EventEmitter } from 'node:events'

/** A flag that can be looked at, and that tells whoever listens: undici takes any emitter of `abort` as its signal. */
export class StopFlag extends EventEmitter {
  /** Why it was raised; null while it is down. */
  why: Error | null = null

  /** The first reason is kept. */
  raise(why: Error): void {
    if (this.why !== null) return
    this.why = why
    this.emit('abort')
  }
}

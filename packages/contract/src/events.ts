import type { Item } from './download.ts'

/** What each kind of event carries, besides its time, id and parent. */
export interface TraceFields {
  'run.start': { readonly program: string }
  'run.end': { readonly status: 'done' | 'failed' | 'cancelled' }
  'task.queued': object
  'task.started': object
  'task.settled': { readonly item: Item }
  'scope.open': object
  'scope.close': object
  'limit.acquire': { readonly inUse: number }
  'limit.release': { readonly inUse: number }
  'spinner.frame': { readonly frame: number }
  'spinner.stop': { readonly frames: number }
  'cancel.requested': { readonly message: string }
  'cancel.observed': object
  'cleanup.start': object
  'cleanup.end': object
  'thread.spawn': object
  'thread.exit': object
  'loop.lag': { readonly ms: number }
}

export type TraceKind = keyof TraceFields

/**
 * Something that happened, in the one vocabulary that tests, demo, bench and page share. `id` is what it happened to,
 * `parent` the scope or run that this belongs to. The time is added by whoever records it; only what happened on
 * another thread brings its own `at`, in ms on this thread's `performance.now()`.
 *
 * @example
 * ports.trace({ kind: 'spinner.frame', id: 'spin', parent: 'run', frame: 0 })
 */
export type TraceEvent = {
  [Kind in TraceKind]: {
    readonly kind: Kind
    readonly id: string
    readonly parent?: string
    readonly at?: number
  } & TraceFields[Kind]
}[TraceKind]

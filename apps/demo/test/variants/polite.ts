import { makeVariant } from './make-variant.ts'

/** Waits for a cancel, and cleans up when it comes. */
export const variant = makeVariant(import.meta.url, ({ failed }, _options, ports) => {
  const timer = setInterval(() => {}, 1000)
  ports.trace({ kind: 'task.started', id: 'XX', parent: 'downloader' })
  return (cancelled) => {
    clearInterval(timer)
    ports.trace({ kind: 'cleanup.end', id: 'downloader' })
    failed(cancelled)
  }
})

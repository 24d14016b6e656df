import { makeVariant } from './make-variant.ts'

/** Its process dies in the middle of an item. */
export const variant = makeVariant(import.meta.url, (_settle, { codes: [code = 'XX'] }, ports) => {
  ports.trace({ kind: 'task.started', id: code, parent: 'downloader' })
  process.kill(process.pid, 'SIGKILL')
  return () => {}
})

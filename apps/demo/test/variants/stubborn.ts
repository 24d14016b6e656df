import { writeFileSync } from 'node:fs'
import { flagPath, partPath } from '@interleave/flags'
import { makeVariant } from './make-variant.ts'

/** Has one whole file and one that it is writing, and doesn't listen to a cancel. */
export const variant = makeVariant(import.meta.url, (_settle, { codes, directory }, ports) => {
  const [first = 'XX', second = 'XX'] = codes
  writeFileSync(flagPath(directory, first), 'whole')
  writeFileSync(partPath(directory, second), 'half')
  ports.trace({ kind: 'task.settled', id: first, parent: 'downloader', item: { code: first, status: 'ok', bytes: 5 } })
  ports.trace({ kind: 'task.started', id: second, parent: 'downloader' })
  setInterval(() => {}, 1000)
  return () => {}
})

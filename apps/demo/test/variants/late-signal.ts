import { allFound, makeVariant } from './make-variant.ts'

/** Has its result when the cancel comes, and is killed by the signal after that, as when its handlers are gone. */
export const variant = makeVariant(import.meta.url, ({ done }, options, ports) => {
  const timer = setInterval(() => {}, 1000)
  ports.trace({ kind: 'task.started', id: 'XX', parent: 'downloader' })
  return () => {
    clearInterval(timer)
    done(allFound(options))
    process.once('beforeExit', () => {
      process.removeAllListeners('SIGINT')
      process.kill(process.pid, 'SIGINT')
    })
  }
})

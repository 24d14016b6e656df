// Preloaded: a signal comes at the very moment at which another process has been started.
import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'

const { spawn } = childProcess
childProcess.spawn = ((...words: Parameters<typeof spawn>) => {
  const child = spawn(...words)
  process.kill(process.pid, 'SIGTERM')
  return child
}) as typeof spawn
syncBuiltinESMExports()

import { execFileSync } from 'node:child_process'
import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Variant } from '@interleave/contract'
import { CONTROL } from '../planted/plants.ts'

console.log('the module speaks')

/** Right, but it says so wherever it can: by itself, by a thread and by a process. */
export const variant: Variant = {
  ...CONTROL,
  downloader(options, ports) {
    console.log('the variant speaks')
    writeSync(1, 'the descriptor speaks\n')
    const said = new Int32Array(new SharedArrayBuffer(4))
    void new Worker(THREAD, { eval: true, workerData: said })
    Atomics.wait(said, 0, 0)
    execFileSync('echo', ['a process speaks'], { stdio: 'inherit' })
    return CONTROL.downloader(options, ports)
  },
}

const THREAD = `
  const { workerData: said } = require('node:worker_threads')
  require('node:fs').writeSync(1, 'a thread speaks\\n')
  Atomics.store(said, 0, 1)
  Atomics.notify(said, 0)
`

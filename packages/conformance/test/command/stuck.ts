import { spawn } from 'node:child_process'
import type { Variant } from '@interleave/contract'
import { CONTROL } from '../planted/plants.ts'

/** Asked for anything at all, it starts a process, says its id and its own, and blocks its thread for ever. */
export const variant: Variant = {
  ...CONTROL,
  downloader(options, ports) {
    if (options.codes.length === 0) return CONTROL.downloader(options, ports)
    const { pid } = spawn('sleep', ['600'])
    console.log(`pids ${process.pid} ${pid}`)
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
}

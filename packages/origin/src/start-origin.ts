import { loadDataset } from './dataset.ts'
import type { OriginOptions } from './options.ts'
import { OriginServer } from './origin-server.ts'
import type { Origin } from './origin.ts'

/**
 * Starts the server in this process, on 127.0.0.1 and a free port unless told otherwise.
 * Rejects with OriginOptionsError, or with OriginListenError when the port is taken.
 *
 * @example
 * await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 50 } })
 * const response = await fetch(`${origin.base}/br/br.gif`)
 * const { peakOpen } = await origin.report()
 */
export async function startOrigin(options: OriginOptions = {}): Promise<Origin> {
  const origin = new OriginServer(options, await loadDataset())
  await origin.up()
  return origin
}

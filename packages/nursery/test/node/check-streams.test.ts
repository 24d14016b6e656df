import type { AddressInfo, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openMemoryChannel, openNursery, run, sleepForever, type TaskStatus } from '../../src/index.ts'
import { type NodeStream, openTcpStream, serveTcp } from '../../src/node.ts'
import { checkHalfCloseableStream } from '../../src/testing.ts'

/** More than the system's buffers for a connection hold. */
const CLOG = new Uint8Array(32_000_000)

test('TCP streams keep to the contract, and leave no handle', { timeout: 60_000 }, async () => {
  const checked = run(() =>
    openNursery(async (nursery) => {
      const [accepting, accepted] = openMemoryChannel<NodeStream<Socket>>(1)
      const accept = async (stream: NodeStream<Socket>) => {
        await accepting.send(stream)
        // To return is to close the stream, which then could not find out that the other side has.
        await sleepForever()
      }
      const { port } = await nursery.start((status: TaskStatus<AddressInfo>) => serveTcp(accept, { status }))
      const maker = async () => [await openTcpStream('127.0.0.1', port), await accepted.receive()] as const
      const cloggedMaker = async () => {
        const pair = await maker()
        for (const { raw } of pair) raw.write(CLOG, () => {})
        return pair
      }
      await checkHalfCloseableStream(maker, cloggedMaker, { timeout: Infinity })
      nursery.cancelScope.cancel()
    }),
  )
  await expect(checked).resolves.toBeUndefined()
  await expect.poll(() => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'))).toEqual([])
})

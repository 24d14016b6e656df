import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { openFullListener } from '../src/faults/full-listener.ts'
import { within } from '../src/real-time.ts'

test('a listener is full though the process stood still while its queue was filled', async () => {
  let isBusy = true
  // Between what a turn of the event loop does and the timers of the next one, so that those come before any connection.
  const stall = (): void => {
    standStill()
    if (isBusy) setImmediate(stall)
  }
  setImmediate(stall)
  await using listener = await openFullListener().finally(() => (isBusy = false))
  const late = connect(listener.port, '127.0.0.1')
  try {
    await expect(within(300, once(late, 'connect'), 'no connection')).rejects.toThrow('no connection')
  } finally {
    late.destroy()
  }
})

/** Longer than `openFullListener` waits for a connection. */
function standStill(): void {
  const until = performance.now() + 200
  while (performance.now() < until);
}

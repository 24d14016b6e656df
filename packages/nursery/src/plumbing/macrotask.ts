let channel: InstanceType<typeof MessageChannel> | undefined
let waiting: (() => void)[] = []

/**
 * Resolves after timers and I/O had a turn. A MessageChannel, not setImmediate: browsers have no setImmediate, and fake
 * timers would hold it still. The port keeps the process alive only while somebody waits.
 */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (!channel) {
      channel = new MessageChannel()
      channel.port1.addEventListener('message', flush)
      channel.port1.start()
    }
    if (waiting.push(resolve) > 1) return
    hold(true)
    channel.port2.postMessage(0)
  })
}

function flush(): void {
  const ready = waiting
  waiting = []
  hold(false)
  for (const resolve of ready) resolve()
}

/** Node's ports can be let go of; the browsers' have no such methods. */
function hold(on: boolean): void {
  const port = channel!.port1 as { ref?: () => void; unref?: () => void }
  if (on) port.ref?.()
  else port.unref?.()
}

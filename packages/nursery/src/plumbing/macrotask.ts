let channel: InstanceType<typeof MessageChannel> | undefined
let waiting: (() => void)[] = []

/**
 * Resolves after timers and I/O had a turn: by setImmediate where there is one, for Node empties a message port in one go.
 * By a MessageChannel in browsers, and where fake timers hold setImmediate still (theirs carry their clock).
 */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) > 1) return
    const immediate: typeof setImmediate | undefined = globalThis.setImmediate
    if (immediate && !('clock' in immediate)) immediate(flush)
    else post()
  })
}

function post(): void {
  if (!channel) {
    channel = new MessageChannel()
    channel.port1.addEventListener('message', () => {
      hold(false)
      flush()
    })
    channel.port1.start()
  }
  hold(true)
  channel.port2.postMessage(0)
}

function flush(): void {
  const ready = waiting
  waiting = []
  for (const resolve of ready) resolve()
}

/** Node's ports keep the process alive unless let go of; the browsers' have no such methods. */
function hold(on: boolean): void {
  const port = channel!.port1 as { ref?: () => void; unref?: () => void }
  if (on) port.ref?.()
  else port.unref?.()
}

import {
  BrokenResourceError,
  BusyResourceError,
  CancelScope,
  Cancelled,
  checkpoint,
  checkpointIfCancelled,
  ClosedResourceError,
  EndOfChannel,
  Lock,
  sleepForever,
} from '../../src/index.ts'
import {
  type CheckedHalfCloseableStream,
  type CheckedReceiveStream,
  type CheckedSendStream,
  type CheckedStream,
  lockstepStreamOneWayPair,
  lockstepStreamPair,
  memoryStreamOneWayPair,
  memoryStreamPair,
  type OneWayPair,
  StapledStream,
  type TwoWayPair,
} from '../../src/testing.ts'

/** A pair with one fault, and the rule that it breaks. */
export type Broken<P> = readonly [rule: string, fault: string, maker: () => P]

const NOTHING = new Uint8Array()
const shielded = <T>(fn: () => Promise<T>) =>
  new CancelScope({ shield: true }).run(fn).then((outcome) => outcome.value as T)

type SendFaults = (inner: CheckedSendStream) => Partial<CheckedSendStream>
type ReceiveFaults = (inner: CheckedReceiveStream) => Partial<CheckedReceiveStream>

function sending(inner: CheckedSendStream): CheckedSendStream {
  return {
    sendAll: (data) => inner.sendAll(data),
    close: () => inner.close(),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
    [Symbol.dispose]: () => inner.close() as void,
  }
}

function receiving(inner: CheckedReceiveStream): CheckedReceiveStream {
  return {
    receiveSome: (maxBytes) => inner.receiveSome(maxBytes),
    close: () => inner.close(),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
    [Symbol.dispose]: () => inner.close() as void,
    [Symbol.asyncIterator]: () => inner[Symbol.asyncIterator](),
  }
}

const badSender =
  (faults: SendFaults, pair: () => OneWayPair = memoryStreamOneWayPair): (() => OneWayPair) =>
  () => {
    const [send, receive] = pair()
    return [{ ...sending(send), ...faults(send) }, receive]
  }

const badReceiver =
  (faults: ReceiveFaults, pair: () => OneWayPair = memoryStreamOneWayPair): (() => OneWayPair) =>
  () => {
    const [send, receive] = pair()
    return [send, { ...receiving(receive), ...faults(receive) }]
  }

/** Both ends of one fault. */
const badPair =
  (faults: () => { send?: SendFaults; receive?: ReceiveFaults }): (() => OneWayPair) =>
  () => {
    const [send, receive] = memoryStreamOneWayPair()
    const { send: ofSend, receive: ofReceive } = faults()
    return [
      { ...sending(send), ...ofSend?.(send) },
      { ...receiving(receive), ...ofReceive?.(receive) },
    ]
  }

/** Takes what is there, or nothing. */
async function takeNow(inner: CheckedReceiveStream, maxBytes?: number): Promise<Uint8Array> {
  const outcome = await new CancelScope().run((scope) => {
    const taking = inner.receiveSome(maxBytes)
    scope.cancel()
    return taking
  })
  return outcome.value ?? NOTHING
}

export const brokenOneWay: readonly Broken<OneWayPair>[] = [
  [
    'receiveSome waits while there is nothing',
    'it gives nothing instead',
    badReceiver((inner) => ({
      async receiveSome(maxBytes) {
        await checkpoint()
        return takeNow(inner, maxBytes)
      },
    })),
  ],
  [
    'What is sent is received, in its order',
    'each chunk is sent back to front',
    badSender((inner) => ({ sendAll: (data) => inner.sendAll(Buffer.from(data).toReversed()) })),
  ],
  [
    'What is sent is received, in its order',
    'text is sent as Latin-1',
    badSender((inner) => ({
      sendAll: (data) => inner.sendAll(typeof data === 'string' ? Buffer.from(data, 'latin1') : data),
    })),
  ],
  [
    'What is sent is received, in its order',
    'sending nothing fails',
    badSender((inner) => ({
      async sendAll(data) {
        if (data.length === 0) throw new RangeError('nothing to send')
        await inner.sendAll(data)
      },
    })),
  ],
  [
    'receiveSome gives what there is, maxBytes at most',
    'maxBytes is ignored',
    badReceiver((inner) => ({ receiveSome: () => inner.receiveSome() })),
  ],
  [
    'receiveSome refuses, with a RangeError, what is neither a whole number from 1 nor Infinity',
    'it takes what it can get for a number',
    badReceiver((inner) => ({
      receiveSome: (maxBytes = 1) => inner.receiveSome(maxBytes >= 1 ? Math.ceil(maxBytes) : 1),
    })),
  ],
  [
    'Once sendAll has returned, the sender may use its array again',
    'it returns before it has looked at the bytes',
    badSender((inner) => {
      let before = Promise.resolve()
      const later = async (data: string | Uint8Array) => {
        await before
        // Late enough for the sender, and no turn of the event loop: the run doesn't see it and might skip ahead in time.
        for (let turn = 0; turn < 10; turn++) await Promise.resolve()
        await inner.sendAll(data)
      }
      return {
        async sendAll(data) {
          await checkpoint()
          before = later(data)
        },
      }
    }),
  ],
  [
    'Closing the sender is the end, after what was sent',
    'closing throws away what was sent',
    badPair(() => {
      let closed = false
      return {
        send: (inner) => ({
          close() {
            closed = true
            inner.close()
          },
        }),
        receive: (inner) => ({ receiveSome: async (maxBytes) => (closed ? NOTHING : inner.receiveSome(maxBytes)) }),
      }
    }),
  ],
  [
    'Closing the sender is the end, after what was sent',
    'the end is told of once',
    badReceiver((inner) => {
      let ended = false
      return {
        async receiveSome(maxBytes) {
          if (ended) await sleepForever()
          const chunk = await inner.receiveSome(maxBytes)
          ended = chunk.length === 0
          return chunk
        },
      }
    }),
  ],
  [
    'Closing the sender is the end, after what was sent',
    'something comes behind the end',
    badReceiver((inner) => {
      let ends = 0
      return {
        async receiveSome(maxBytes) {
          const chunk = await inner.receiveSome(maxBytes)
          return chunk.length === 0 && ++ends === 2 ? new Uint8Array(1) : chunk
        },
      }
    }),
  ],
  [
    'A receiver that waits is told of the end',
    'it is woken with a byte that nobody sent',
    badPair(() => {
      let ended = false
      return {
        send: (inner) => ({
          close() {
            ended = true
            inner.close()
          },
        }),
        receive: (inner) => ({
          async receiveSome(maxBytes) {
            const waits = !ended
            const chunk = await inner.receiveSome(maxBytes)
            return waits && chunk.length === 0 ? new Uint8Array(1) : chunk
          },
        }),
      }
    }),
  ],
  [
    'A receiver that waits is told of the end',
    'the end is noticed only when somebody asks anew',
    badPair(() => {
      let closed = false
      return {
        send: () => ({
          close() {
            closed = true
          },
        }),
        receive: (inner) => ({
          receiveSome: (maxBytes) => (closed ? takeNow(inner, maxBytes) : inner.receiveSome(maxBytes)),
        }),
      }
    }),
  ],
  [
    'Iteration gives what arrives, until the end',
    'it ends after the first chunk',
    badReceiver((inner) => ({
      async *[Symbol.asyncIterator]() {
        yield await inner.receiveSome(1)
      },
    })),
  ],
  [
    'Iteration gives what arrives, until the end',
    'it gives the end as a chunk',
    badReceiver((inner) => ({
      async *[Symbol.asyncIterator]() {
        for (let length = 1; length > 0;) {
          const chunk = await inner.receiveSome()
          length = chunk.length
          yield chunk
        }
      },
    })),
  ],
  [
    'Iteration gives what arrives, until the end',
    'the end is an error, as a channel’s is',
    badReceiver((inner) => ({
      async *[Symbol.asyncIterator]() {
        yield* { [Symbol.asyncIterator]: () => inner[Symbol.asyncIterator]() }
        throw new EndOfChannel()
      },
    })),
  ],
  [
    'A second receiver gets BusyResourceError, and the first is not disturbed',
    'the second waits for its turn',
    badReceiver((inner) => {
      const lock = new Lock()
      return {
        async receiveSome(maxBytes) {
          using _ = await lock.acquire()
          return await inner.receiveSome(maxBytes)
        },
      }
    }),
  ],
  [
    'Closing a receiver wakes its user with ClosedResourceError',
    'it goes on waiting',
    badReceiver((inner) => {
      let closed = false
      return {
        async receiveSome(maxBytes) {
          if (closed) throw new ClosedResourceError()
          return inner.receiveSome(maxBytes)
        },
        close() {
          closed = true
        },
      }
    }),
  ],
  [
    'Closing a receiver wakes its user with ClosedResourceError',
    'it is told of an end',
    badReceiver((inner) => ({
      receiveSome: (maxBytes) =>
        inner.receiveSome(maxBytes).catch((error: unknown) => {
          if (error instanceof ClosedResourceError) return NOTHING
          throw error
        }),
    })),
  ],
  [
    'A sender whose receiver is gone gets BrokenResourceError',
    'what it sends is dropped',
    badSender((inner) => ({
      async sendAll(data) {
        try {
          await inner.sendAll(data)
        } catch (error) {
          if (!(error instanceof BrokenResourceError)) throw error
          await checkpoint()
        }
      },
    })),
  ],
  [
    'A sender whose receiver is gone gets BrokenResourceError',
    'it says that it was closed',
    badSender((inner) => ({
      sendAll: (data) =>
        inner.sendAll(data).catch((error: unknown) => {
          throw error instanceof BrokenResourceError ? new ClosedResourceError() : error
        }),
    })),
  ],
  [
    'A sender is closed by close(), more than once too, and then refuses with ClosedResourceError',
    'a second time is an error',
    badSender((inner) => {
      let closed = false
      return {
        close() {
          if (closed) throw new ClosedResourceError()
          closed = true
          inner.close()
        },
      }
    }),
  ],
  [
    'A sender is closed by close(), more than once too, and then refuses with ClosedResourceError',
    'sending nothing is fine',
    badSender((inner) => ({ sendAll: (data) => (data.length === 0 ? checkpoint() : inner.sendAll(data)) })),
  ],
  [
    'A receiver is closed by close(), more than once too, and then refuses with ClosedResourceError',
    'once the sender has ended it tells of that',
    badPair(() => {
      let ended = false
      return {
        send: (inner) => ({
          close() {
            ended = true
            inner.close()
          },
        }),
        receive: (inner) => ({
          receiveSome: (maxBytes) =>
            inner.receiveSome(maxBytes).catch((error: unknown) => {
              if (ended && error instanceof ClosedResourceError) return NOTHING
              throw error
            }),
        }),
      }
    }),
  ],
  [
    'A sender is closed by Symbol.asyncDispose, more than once too, and then refuses with ClosedResourceError',
    'it does nothing',
    badSender(() => ({ async [Symbol.asyncDispose]() {} })),
  ],
  [
    'A receiver is closed by Symbol.asyncDispose, more than once too, and then refuses with ClosedResourceError',
    'a cancellation keeps it from closing',
    badReceiver((inner) => ({
      async [Symbol.asyncDispose]() {
        await checkpoint()
        inner.close()
      },
    })),
  ],
  [
    'A sender is closed by Symbol.dispose, more than once too, and then refuses with ClosedResourceError',
    'it does nothing',
    badSender(() => ({ [Symbol.dispose]() {} })),
  ],
  [
    'A receiver is closed by Symbol.dispose, more than once too, and then refuses with ClosedResourceError',
    'it does nothing',
    badReceiver(() => ({ [Symbol.dispose]() {} })),
  ],
  [
    'sendAll in a cancelled scope throws the Cancelled',
    'it sends',
    badSender((inner) => ({ sendAll: (data) => shielded(() => inner.sendAll(data)) })),
  ],
  [
    'receiveSome in a cancelled scope throws the Cancelled and takes nothing',
    'it takes, and then looks',
    badReceiver((inner) => ({
      async receiveSome(maxBytes) {
        const chunk = await shielded(() => inner.receiveSome(maxBytes))
        await checkpointIfCancelled()
        return chunk
      },
    })),
  ],
  [
    'A receiver that is cancelled while it waits takes nothing',
    'it waits on',
    badReceiver((inner) => ({
      async receiveSome(maxBytes) {
        await checkpointIfCancelled()
        return shielded(() => inner.receiveSome(maxBytes))
      },
    })),
  ],
  [
    'A receiver that is cancelled while it waits takes nothing',
    'it fails with an error of its own',
    badReceiver((inner) => ({
      async receiveSome(maxBytes) {
        await checkpointIfCancelled()
        return inner.receiveSome(maxBytes).catch((error: unknown) => {
          throw error instanceof Cancelled ? new Error('aborted') : error
        })
      },
    })),
  ],
  [
    'A receiver that waits loses nothing by a cancellation that comes with the bytes',
    'there is a checkpoint behind the taking',
    badReceiver((inner) => ({
      async receiveSome(maxBytes) {
        const chunk = await inner.receiveSome(maxBytes)
        await checkpoint()
        return chunk
      },
    })),
  ],
  [
    'A receiver that waits loses nothing by a cancellation that comes with the bytes',
    'what comes while it turns away is handed to it',
    badPair(() => {
      let handing: AbortSignal | undefined
      return {
        send: (inner) => ({
          sendAll: (data) => (handing?.aborted ? checkpoint() : inner.sendAll(data)),
        }),
        receive: (inner) => ({
          async receiveSome(maxBytes) {
            const scope = new CancelScope()
            handing = scope.signal
            try {
              return (await scope.run(() => inner.receiveSome(maxBytes))).value!
            } finally {
              handing = undefined
            }
          },
        }),
      }
    }),
  ],
  [
    'sendAll and receiveSome are checkpoints, always',
    'sending nothing is only the half of one',
    badSender((inner) => {
      let closed = false
      return {
        async sendAll(data) {
          if (closed) throw new ClosedResourceError()
          if (data.length === 0) await checkpointIfCancelled()
          else await inner.sendAll(data)
        },
        close() {
          closed = true
          inner.close()
        },
        async [Symbol.asyncDispose]() {
          closed = true
          inner.close()
        },
        [Symbol.dispose]() {
          closed = true
          inner.close()
        },
      }
    }),
  ],
  [
    'sendAll and receiveSome are checkpoints, always',
    'what is left of a chunk is given at once',
    badReceiver((inner) => {
      let rest: Uint8Array = NOTHING
      return {
        async receiveSome(maxBytes = Infinity) {
          if (rest.length === 0) rest = await inner.receiveSome(maxBytes >= 1 && maxBytes % 1 === 0 ? 100 : maxBytes)
          const chunk = rest.subarray(0, maxBytes)
          rest = rest.subarray(maxBytes)
          return chunk
        },
      }
    }),
  ],
]

/** Those whose senders wait: both makers give them. */
export const brokenClogged: readonly Broken<OneWayPair>[] = [
  [
    'A sendAll that waits goes on once the receiver takes what is there',
    'it goes on when the receiver closes',
    badSender(
      (inner) => ({
        async sendAll(data) {
          await inner.sendAll(data)
          await sleepForever()
        },
      }),
      lockstepStreamOneWayPair,
    ),
  ],
  [
    'A second sender gets BusyResourceError, and the first is not disturbed',
    'the second waits for its turn',
    badSender((inner) => {
      const lock = new Lock()
      return {
        async sendAll(data) {
          using _ = await lock.acquire()
          await inner.sendAll(data)
        },
      }
    }, lockstepStreamOneWayPair),
  ],
  [
    'A second sender gets BusyResourceError, and the first is not disturbed',
    'the second makes the first return',
    badSender((inner) => {
      let first: CancelScope | undefined
      return {
        async sendAll(data) {
          if (first) {
            first.cancel()
            throw new BusyResourceError()
          }
          first = new CancelScope()
          try {
            await first.run(() => inner.sendAll(data))
          } finally {
            first = undefined
          }
        },
      }
    }, lockstepStreamOneWayPair),
  ],
  [
    'Closing a sender wakes its user with ClosedResourceError',
    'it is told that the other side is gone',
    badSender(
      (inner) => ({
        sendAll: (data) =>
          inner.sendAll(data).catch((error: unknown) => {
            throw error instanceof ClosedResourceError ? new BrokenResourceError() : error
          }),
      }),
      lockstepStreamOneWayPair,
    ),
  ],
  [
    'A sender that waits gets BrokenResourceError when its receiver closes',
    'it goes on waiting',
    badReceiver(() => ({ close() {} }), lockstepStreamOneWayPair),
  ],
  [
    'A sender that is cancelled while it waits throws the Cancelled',
    'it returns as if all had been sent',
    badSender(
      (inner) => ({
        sendAll: (data) =>
          inner.sendAll(data).catch((error: unknown) => {
            if (!(error instanceof Cancelled)) throw error
          }),
      }),
      lockstepStreamOneWayPair,
    ),
  ],
]

type Faults<S> = (inner: StapledStream, other: StapledStream) => Partial<S>

/** Both sides with the same fault. */
function badSides<S extends CheckedStream>(faults: Faults<S>, pair: () => [StapledStream, StapledStream]) {
  return (): TwoWayPair<CheckedHalfCloseableStream & S> => {
    const [left, right] = pair()
    const side = (inner: StapledStream, other: StapledStream) =>
      ({
        ...receiving(inner),
        sendAll: (data: string | Uint8Array) => inner.sendAll(data),
        sendEof: () => inner.sendEof(),
        ...faults(inner, other),
      }) as unknown as CheckedHalfCloseableStream & S
    return [side(left, right), side(right, left)]
  }
}

/** One lock for a whole stream. */
const oneAtATime: Faults<CheckedStream> = (inner) => {
  const users = { sending: 0, receiving: 0 }
  const use = async <T>(side: keyof typeof users, work: () => Promise<T>) => {
    if (users[side === 'sending' ? 'receiving' : 'sending'] > 0) throw new BusyResourceError()
    users[side]++
    try {
      return await work()
    } finally {
      users[side]--
    }
  }
  return {
    sendAll: (data) => use('sending', () => inner.sendAll(data)),
    receiveSome: (maxBytes) => use('receiving', () => inner.receiveSome(maxBytes)),
  }
}

export const brokenTwoWay: readonly Broken<TwoWayPair>[] = [
  ['A stream that waits to receive can send', 'one user for both directions', badSides(oneAtATime, memoryStreamPair)],
  [
    'Closing closes both directions',
    'while somebody receives, only that direction',
    badSides<CheckedStream>((inner) => {
      let users = 0
      return {
        async receiveSome(maxBytes) {
          users++
          try {
            return await inner.receiveSome(maxBytes)
          } finally {
            users--
          }
        },
        close() {
          if (users > 0) inner.receiveStream.close()
          else inner.close()
        },
      }
    }, memoryStreamPair),
  ],
  [
    'Much goes both ways at once',
    'what is too long is cut',
    badSides<CheckedStream>(
      (inner) => ({ sendAll: (data) => inner.sendAll(typeof data === 'string' ? data : data.subarray(0, 40_000)) }),
      memoryStreamPair,
    ),
  ],
]

export const brokenCloggedTwoWay: readonly Broken<TwoWayPair>[] = [
  ['A stream that waits to send can receive', 'one user for both directions', badSides(oneAtATime, lockstepStreamPair)],
]

type HalfCloseable = CheckedHalfCloseableStream

export const brokenHalfCloseable: readonly Broken<TwoWayPair<HalfCloseable>>[] = [
  [
    'sendEof ends its own direction, after what was sent, and leaves the other open',
    'it closes both',
    badSides<HalfCloseable>(
      (inner) => ({
        async sendEof() {
          await checkpoint()
          inner.close()
        },
      }),
      memoryStreamPair,
    ),
  ],
  [
    'sendEof ends its own direction, after what was sent, and leaves the other open',
    'it does nothing',
    badSides<HalfCloseable>(() => ({ sendEof: () => checkpoint() }), memoryStreamPair),
  ],
  [
    'A receiver that waits is told of the end by sendEof',
    'the end is noticed only when somebody asks anew',
    (() => {
      const ended = new WeakSet<StapledStream>()
      return badSides<HalfCloseable>(
        (inner, other) => ({
          async sendEof() {
            await checkpoint()
            ended.add(inner)
          },
          receiveSome: (maxBytes) => (ended.has(other) ? takeNow(inner, maxBytes) : inner.receiveSome(maxBytes)),
        }),
        memoryStreamPair,
      )
    })(),
  ],
  [
    'sendEof may be called again',
    'a second time is an error',
    badSides<HalfCloseable>((inner) => {
      let ended = false
      return {
        async sendEof() {
          if (ended) throw new ClosedResourceError()
          ended = true
          await inner.sendEof()
        },
      }
    }, memoryStreamPair),
  ],
  [
    'After sendEof, sendAll refuses with ClosedResourceError',
    'what is sent then is dropped',
    badSides<HalfCloseable>((inner) => {
      let ended = false
      return {
        async sendEof() {
          ended = true
          await inner.sendEof()
        },
        sendAll: (data) => (ended ? checkpoint() : inner.sendAll(data)),
      }
    }, memoryStreamPair),
  ],
  [
    'After closing, sendEof refuses with ClosedResourceError, whether it was called before or not',
    'it says that all is well',
    badSides<HalfCloseable>(
      (inner) => ({
        async sendEof() {
          await checkpoint()
          inner.sendStream.close()
        },
      }),
      memoryStreamPair,
    ),
  ],
  [
    'After closing, sendEof refuses with ClosedResourceError, whether it was called before or not',
    'a second time it says that all is well',
    badSides<HalfCloseable>((inner) => {
      let ended = false
      return {
        async sendEof() {
          if (ended) return checkpoint()
          await inner.sendEof()
          ended = true
        },
      }
    }, memoryStreamPair),
  ],
  [
    'sendEof is a checkpoint, always',
    'a second time it is none',
    badSides<HalfCloseable>((inner) => {
      let ended = false
      let closed = false
      return {
        async sendEof() {
          if (ended && !closed) return
          await inner.sendEof()
          ended = true
        },
        close() {
          closed = true
          inner.close()
        },
      }
    }, memoryStreamPair),
  ],
  [
    'sendEof in a cancelled scope throws the Cancelled',
    'it ends the direction',
    badSides<HalfCloseable>((inner) => ({ sendEof: () => shielded(() => inner.sendEof()) }), memoryStreamPair),
  ],
]

export const brokenCloggedHalfCloseable: readonly Broken<TwoWayPair<HalfCloseable>>[] = [
  [
    'sendEof while somebody sends gets BusyResourceError, and does not disturb',
    'it cuts off what is being sent',
    badSides<HalfCloseable>(
      (inner) => ({
        async sendEof() {
          await checkpoint()
          inner.sendStream.close()
        },
      }),
      lockstepStreamPair,
    ),
  ],
]

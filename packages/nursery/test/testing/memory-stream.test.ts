import { describe, expect, test } from 'vitest'
import {
  BrokenResourceError,
  BusyResourceError,
  CancelScope,
  Cancelled,
  checkpoint,
  ClosedResourceError,
  moveOnAfter,
  openNursery,
  sleep,
  WouldBlock,
} from '../../src/index.ts'
import {
  assertCheckpoints,
  lockstepStreamOneWayPair,
  lockstepStreamPair,
  MemoryReceiveStream,
  MemorySendStream,
  memoryStreamOneWayPair,
  memoryStreamPair,
  memoryStreamPump,
} from '../../src/testing.ts'
import { rejection, virtual } from '../support/virtual.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** What every one-way stream keeps to, with or without a buffer. */
describe.for([
  ['memoryStreamOneWayPair', memoryStreamOneWayPair],
  ['lockstepStreamOneWayPair', lockstepStreamOneWayPair],
] as const)('%s', ([, makePair]) => {
  test('carries bytes in order, until the end', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      let received = ''
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          using _ = send
          await send.sendAll('one ')
          await send.sendAll('')
          await send.sendAll(new Uint8Array([116, 119, 111]))
        })
        nursery.startSoon(async () => {
          for await (const chunk of receive) received += text(chunk)
        })
      })
      expect(received).toBe('one two')
      expect((await receive.receiveSome()).length).toBe(0)
    }))

  test('receiveSome gives at most what is asked for, at once when there is some', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      await openNursery(async (nursery) => {
        nursery.startSoon(() => send.sendAll('abcdef'))
        await sleep(1)
        expect(text(await receive.receiveSome(1))).toBe('a')
        expect(text(await receive.receiveSome(2))).toBe('bc')
        expect(text(await receive.receiveSome(9))).toBe('def')
        const waiting = nursery.startSoon(() => receive.receiveSome(2))
        await sleep(1)
        nursery.startSoon(() => send.sendAll('ghij'))
        expect(text(await waiting.join())).toBe('gh')
        expect(text(await receive.receiveSome())).toBe('ij')
      })
    }))

  test('a number of bytes that is none is refused', () =>
    virtual(async () => {
      const [, receive] = makePair()
      for (const max of [0, -1, 1.5, Number.NaN]) await expect(receive.receiveSome(max)).rejects.toThrow(RangeError)
    }))

  test('the sender may change its array afterwards', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      const bytes = new Uint8Array([65])
      await openNursery(async (nursery) => {
        nursery.startSoon(() => send.sendAll(bytes))
        await sleep(1)
        bytes[0] = 66
        expect(text(await receive.receiveSome())).toBe('A')
      })
    }))

  test('two receivers at once: BusyResourceError for the second', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      await openNursery(async (nursery) => {
        const first = nursery.startSoon(() => receive.receiveSome())
        await sleep(1)
        await expect(receive.receiveSome()).rejects.toBeInstanceOf(BusyResourceError)
        await send.sendAll('x')
        expect(text(await first.join())).toBe('x')
      })
    }))

  test('closed here: ClosedResourceError, before and meanwhile', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      await openNursery(async (nursery) => {
        const waiting = nursery.startSoon(() => rejection(receive.receiveSome()))
        await sleep(1)
        receive.close()
        receive.close()
        expect(await waiting.join()).toBeInstanceOf(ClosedResourceError)
        await expect(receive.receiveSome()).rejects.toBeInstanceOf(ClosedResourceError)
      })
      await expect(send.sendAll('x')).rejects.toBeInstanceOf(BrokenResourceError)
      send.close()
      send.close()
      await expect(send.sendAll('x')).rejects.toBeInstanceOf(ClosedResourceError)
    }))

  test('a waiting receiver sees the end when the sender closes', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      await openNursery(async (nursery) => {
        const waiting = nursery.startSoon(() => receive.receiveSome())
        await sleep(1)
        await send[Symbol.asyncDispose]()
        expect((await waiting.join()).length).toBe(0)
      })
      await receive[Symbol.asyncDispose]()
      receive[Symbol.dispose]()
    }))

  test('L10 a cancelled receiver takes nothing; L11 cancelled comes before closed', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      expect((await moveOnAfter(5, () => receive.receiveSome())).cancelled).toBe(true)
      await openNursery(async (nursery) => {
        nursery.startSoon(() => send.sendAll('kept'))
        await sleep(1)
        const scope = new CancelScope()
        await scope.run(async () => {
          scope.cancel()
          await expect(receive.receiveSome()).rejects.toBeInstanceOf(Cancelled)
          await expect(send.sendAll('never')).rejects.toBeInstanceOf(Cancelled)
        })
        expect(text(await receive.receiveSome())).toBe('kept')
      })
      send.close()
      const scope = new CancelScope()
      await scope.run(async () => {
        scope.cancel()
        await expect(send.sendAll('x')).rejects.toBeInstanceOf(Cancelled)
      })
    }))

  test('L11 sending and receiving are checkpoints', () =>
    virtual(async () => {
      const [send, receive] = makePair()
      await openNursery(async (nursery) => {
        nursery.startSoon(() => assertCheckpoints(() => send.sendAll('ab')))
        expect(text(await assertCheckpoints(() => receive.receiveSome(1)))).toBe('a')
        expect(text(await assertCheckpoints(() => receive.receiveSome(1)))).toBe('b')
        await assertCheckpoints(() => send.sendAll(''))
      })
    }))
})

describe.for([
  ['memoryStreamPair', memoryStreamPair],
  ['lockstepStreamPair', lockstepStreamPair],
] as const)('%s', ([, makePair]) => {
  test('carries bytes both ways, and each way has its own end', () =>
    virtual(async () => {
      const [left, right] = makePair()
      const echoed: string[] = []
      await openNursery((nursery) => {
        nursery.startSoon(async () => {
          await using stream = right
          for await (const chunk of stream) await stream.sendAll(chunk)
        })
        nursery.startSoon(async () => {
          for (const word of ['um', 'dois']) {
            await left.sendAll(word)
            echoed.push(text(await left.receiveSome()))
          }
          await assertCheckpoints(() => left.sendEof())
          await left.sendEof()
          expect((await left.receiveSome()).length).toBe(0)
        })
      })
      expect(echoed).toEqual(['um', 'dois'])
      await expect(left.sendAll('x')).rejects.toBeInstanceOf(ClosedResourceError)
      left[Symbol.dispose]()
      await expect(left.sendEof()).rejects.toBeInstanceOf(ClosedResourceError)
      await expect(left.receiveSome()).rejects.toBeInstanceOf(ClosedResourceError)
    }))
})

describe('memory streams', () => {
  test('sending never waits for the other side', () =>
    virtual(async () => {
      const [send, receive] = memoryStreamOneWayPair()
      for (let n = 0; n < 100; n++) await send.sendAll('0123456789')
      expect((await receive.receiveSome(7)).length).toBe(7)
      expect((await receive.receiveSome()).length).toBe(993)
    }))

  test('memoryStreamPump moves as much as is asked for, and the end', () =>
    virtual(async () => {
      const send = new MemorySendStream()
      const receive = new MemoryReceiveStream()
      expect(memoryStreamPump(send, receive)).toBe(false)
      await send.sendAll('abc')
      expect(memoryStreamPump(send, receive, 2)).toBe(true)
      expect(text(await receive.receiveSome())).toBe('ab')
      send.close()
      expect(memoryStreamPump(send, receive)).toBe(true)
      expect(memoryStreamPump(send, receive)).toBe(true)
      expect(text(await receive.receiveSome())).toBe('c')
      expect((await receive.receiveSome()).length).toBe(0)
    }))

  test('memoryStreamPump passes on what is wrong with its own use', () => {
    expect(() => memoryStreamPump(new MemorySendStream(), new MemoryReceiveStream(), 0)).toThrow(RangeError)
  })

  test('a test looks at what was sent with getData, and waits for it', () =>
    virtual(async () => {
      const send = new MemorySendStream()
      expect(() => send.getDataNowait()).toThrow(WouldBlock)
      await openNursery(async (nursery) => {
        const waiting = nursery.startSoon(() => send.getData())
        await sleep(1)
        expect(() => send.getDataNowait()).toThrow(BusyResourceError)
        await send.sendAll('x')
        expect(text(await waiting.join())).toBe('x')
      })
      await send.sendAll('yz')
      expect(text(await send.getData(1))).toBe('y')
      expect(text(send.getDataNowait())).toBe('z')
    }))

  test('a test puts in what is to be received, then the end', () =>
    virtual(async () => {
      const receive = new MemoryReceiveStream()
      receive.putData('x')
      receive.putData('')
      receive.putEof()
      expect(() => receive.putData('y')).toThrow(ClosedResourceError)
      expect(text(await receive.receiveSome())).toBe('x')
      expect((await receive.receiveSome()).length).toBe(0)
      const closed = new MemoryReceiveStream()
      closed.putData('lost')
      closed.close()
      expect(() => closed.putData('y')).toThrow(ClosedResourceError)
    }))

  test('hooks are called, and awaited, so that a test can slow a stream down or break it', () =>
    virtual(async () => {
      const send = new MemorySendStream()
      const receive = new MemoryReceiveStream()
      const log: string[] = []
      send.onSendAll = async () => {
        log.push('sending')
        await sleep(5)
        log.push('sent')
      }
      send.onClose = () => log.push('closed')
      receive.onReceiveSome = () => {
        log.push('receiving')
        receive.putData('late')
      }
      await openNursery(async (nursery) => {
        nursery.startSoon(() => send.sendAll('x'))
        await checkpoint()
        await checkpoint()
        await expect(send.sendAll('y')).rejects.toBeInstanceOf(BusyResourceError)
      })
      expect(text(await receive.receiveSome())).toBe('late')
      send[Symbol.dispose]()
      expect(log).toEqual(['sending', 'sent', 'receiving', 'closed'])
      receive.onReceiveSome = () => receive.close()
      await expect(receive.receiveSome()).rejects.toBeInstanceOf(ClosedResourceError)
    }))

  test('StapledStream.close closes the second half even if the first throws', () =>
    virtual(async () => {
      const [left] = memoryStreamPair()
      const boom = new Error('boom')
      left.sendStream.onClose = () => {
        throw boom
      }
      expect(() => left.close()).toThrow(boom)
      await expect(left.receiveSome()).rejects.toBeInstanceOf(ClosedResourceError)
    }))
})

describe('lockstep streams', () => {
  test('sendAll resolves once everything is received', () =>
    virtual(async () => {
      const [send, receive] = lockstepStreamOneWayPair()
      await openNursery(async (nursery) => {
        const sending = nursery.startSoon(() => send.sendAll('abc'))
        await sleep(1)
        await receive.receiveSome(2)
        await sleep(1)
        expect(sending.status).toBe('running')
        await expect(send.sendAll('no')).rejects.toBeInstanceOf(BusyResourceError)
        await receive.receiveSome()
        await sleep(1)
        expect(sending.status).toBe('done')
      })
    }))

  test('what a cancelled sendAll had not got rid of is not delivered', () =>
    virtual(async () => {
      const [send, receive] = lockstepStreamOneWayPair()
      await openNursery(async (nursery) => {
        const sending = nursery.startSoon(() => send.sendAll('abc'))
        await sleep(1)
        expect(text(await receive.receiveSome(1))).toBe('a')
        sending.cancel()
        nursery.startSoon(() => send.sendAll('xyz'))
        expect(text(await receive.receiveSome())).toBe('xyz')
      })
    }))

  test.for([
    ['sending', 0, ClosedResourceError],
    ['receiving', 1, BrokenResourceError],
  ] as const)('a blocked sendAll ends when the %s side closes, and nothing of it is left', ([, side, expected]) =>
    virtual(async () => {
      const pair = lockstepStreamOneWayPair()
      await openNursery(async (nursery) => {
        const sending = nursery.startSoon(() => rejection(pair[0].sendAll('abc')))
        await sleep(1)
        pair[side].close()
        expect(await sending.join()).toBeInstanceOf(expected)
      })
      const left = await pair[1].receiveSome().then(text, String)
      expect(left).toBe(side === 0 ? '' : String(new ClosedResourceError()))
    }),
  )
})

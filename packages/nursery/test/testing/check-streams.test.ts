import { describe, expect, test } from 'vitest'
import { ClosedResourceError, moveOnAfter, type NurseryError, run, sleepForever } from '../../src/index.ts'
import {
  type CheckedReceiveStream,
  checkHalfCloseableStream,
  checkOneWayStream,
  checkTwoWayStream,
  lockstepStreamOneWayPair,
  lockstepStreamPair,
  memoryStreamOneWayPair,
  memoryStreamPair,
  MockClock,
} from '../../src/testing.ts'
import { cancellationRules } from '../../src/testing/stream-contract/cancellation-rules.ts'
import { cloggedRules } from '../../src/testing/stream-contract/clogged-rules.ts'
import { closingRules } from '../../src/testing/stream-contract/closing-rules.ts'
import {
  cloggedHalfCloseableRules,
  halfCloseableRules,
} from '../../src/testing/stream-contract/half-closeable-rules.ts'
import { transferRules } from '../../src/testing/stream-contract/transfer-rules.ts'
import { cloggedTwoWayRules, twoWayRules } from '../../src/testing/stream-contract/two-way-rules.ts'
import { rejection, virtual } from '../support/virtual.ts'
import {
  brokenClogged,
  brokenCloggedHalfCloseable,
  brokenCloggedTwoWay,
  brokenHalfCloseable,
  brokenOneWay,
  brokenTwoWay,
} from './broken-streams.ts'

/** However slow the machine: the runner's own limit is enough. */
const UNHURRIED = { timeout: Infinity }

describe.for([{}, { seed: 1 }, { seed: 2 }])('sound streams are passed, %o', (options) => {
  const passes = (check: () => Promise<void>) => expect(virtual(check, options)).resolves.toBeUndefined()

  test('memory streams', async () => {
    await passes(() => checkOneWayStream(memoryStreamOneWayPair, undefined, UNHURRIED))
    await passes(() => checkTwoWayStream(memoryStreamPair, undefined, UNHURRIED))
    await passes(() => checkHalfCloseableStream(memoryStreamPair, undefined, UNHURRIED))
    expect.assertions(3)
  })

  test('lockstep streams', async () => {
    await passes(() => checkOneWayStream(lockstepStreamOneWayPair, lockstepStreamOneWayPair, UNHURRIED))
    await passes(() => checkTwoWayStream(lockstepStreamPair, lockstepStreamPair, UNHURRIED))
    await passes(() => checkHalfCloseableStream(lockstepStreamPair, lockstepStreamPair, UNHURRIED))
    expect.assertions(3)
  })
})

test('sound streams are passed outside any run too', async () => {
  await expect(checkOneWayStream(lockstepStreamOneWayPair, lockstepStreamOneWayPair)).resolves.toBeUndefined()
})

describe('a broken stream is told which rule it breaks', () => {
  test.for(brokenOneWay)('%s: %s', async ([rule, , maker]) => {
    expect(await complaint(() => checkOneWayStream(maker))).toContain(`: ${rule}. `)
  })

  test.for(brokenClogged)('%s: %s', async ([rule, , maker]) => {
    expect(await complaint(() => checkOneWayStream(lockstepStreamOneWayPair, maker))).toContain(`: ${rule}. `)
  })

  test.for(brokenTwoWay)('%s: %s', async ([rule, , maker]) => {
    expect(await complaint(() => checkTwoWayStream(maker))).toContain(`: ${rule}. `)
  })

  test.for(brokenCloggedTwoWay)('%s: %s', async ([rule, , maker]) => {
    expect(await complaint(() => checkTwoWayStream(lockstepStreamPair, maker))).toContain(`: ${rule}. `)
  })

  test.for(brokenHalfCloseable)('%s: %s', async ([rule, , maker]) => {
    expect(await complaint(() => checkHalfCloseableStream(maker))).toContain(`: ${rule}. `)
  })

  test.for(brokenCloggedHalfCloseable)('%s: %s', async ([rule, , maker]) => {
    expect(await complaint(() => checkHalfCloseableStream(lockstepStreamPair, maker))).toContain(`: ${rule}. `)
  })

  test.for([
    [[...transferRules, ...closingRules, ...cancellationRules], brokenOneWay],
    [cloggedRules, brokenClogged],
    [twoWayRules, brokenTwoWay],
    [cloggedTwoWayRules, brokenCloggedTwoWay],
    [halfCloseableRules, brokenHalfCloseable],
    [cloggedHalfCloseableRules, brokenCloggedHalfCloseable],
  ] as const)('each rule has a stream that breaks it', ([rules, broken]) => {
    expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(rules.map(({ says }) => says)))
  })
})

describe('the checks themselves', () => {
  const [send, receive] = memoryStreamOneWayPair()
  const deaf: CheckedReceiveStream = {
    receiveSome: () => new Promise(() => {}),
    close: () => receive.close(),
    [Symbol.asyncDispose]: () => receive[Symbol.asyncDispose](),
    [Symbol.asyncIterator]: () => receive[Symbol.asyncIterator](),
  }

  test('a method that neither returns nor heeds a cancellation ends a check at its time limit, by the real clock', async () => {
    // On a busy machine the sending, too, may still be under way then.
    const says = 'It took 20 ms, and still waits for receiveSome()'
    expect(await complaint(() => checkOneWayStream(() => [send, deaf], undefined, { timeout: 20 }))).toContain(says)
    const outside = rejection(checkOneWayStream(() => [send, deaf], undefined, { timeout: 20 }))
    expect(String(await outside)).toContain(says)
  })

  test('the time limit counts for the rule as a whole', async () => {
    const clock = new MockClock()
    const slow = () => {
      const [sender, receiver] = memoryStreamOneWayPair()
      let last: string | Uint8Array = ''
      const sendAll = (data: string | Uint8Array) => sender.sendAll((last = data))
      const close = () => {
        sender.close()
        if (last === 'last') clock.jump(10_000)
      }
      return [{ sendAll, close, [Symbol.asyncDispose]: () => sender[Symbol.asyncDispose]() }, receiver] as const
    }
    const error = await run(() => rejection(checkOneWayStream(slow)), { clock })
    expect(String(error)).toContain('Closing the sender is the end, after what was sent. It took 10000 ms')
  })

  test('a maker of clogged streams whose streams are not is told so', async () => {
    expect(await complaint(() => checkOneWayStream(memoryStreamOneWayPair, memoryStreamOneWayPair))).toContain(
      'sendAll() should wait on a stream that cloggedMaker made, and succeeded.',
    )
  })

  test('what a method failed with is the cause', async () => {
    const mistake = new Error('mistake')
    const failing = { ...deaf, receiveSome: () => Promise.reject(mistake) }
    const error = await virtual(() => rejection(checkOneWayStream(() => [send, failing])))
    expect(error).toMatchObject({ cause: mistake })
    expect(String(error)).toContain('receiveSome() should wait for bytes, and failed with Error: mistake')
  })

  test('what a maker fails with comes out as it is', async () => {
    const mistake = new Error('mistake')
    expect(await virtual(() => rejection(checkOneWayStream(() => Promise.reject(mistake))))).toBe(mistake)
  })

  test('a method that leaves a block open is told so', async () => {
    const careless = () => {
      const [sender, receiver] = memoryStreamOneWayPair()
      receiver.onReceiveSome = () => void moveOnAfter(1_000, sleepForever)
      return [sender, receiver] as const
    }
    const error = await virtual(() => rejection(checkOneWayStream(careless)))
    expect([...(error as NurseryError).leaves()].join()).toContain('A block ended while others opened in it')
  })

  test('a check can be cancelled, and closes the streams', async () => {
    let made: ReturnType<typeof memoryStreamOneWayPair> | undefined
    const maker = () => {
      const pair = memoryStreamOneWayPair()
      pair[0].onSendAll = sleepForever
      made = pair
      return pair
    }
    await virtual(async () => {
      const outcome = await moveOnAfter(50, () => checkOneWayStream(maker))
      expect(outcome.cancelled).toBe(true)
      for (const method of [() => made![0].sendAll('x'), () => made![1].receiveSome()]) {
        expect(await rejection(method())).toBeInstanceOf(ClosedResourceError)
      }
    })
  })
})

/** What the check of a broken stream says. */
async function complaint(check: () => Promise<void>): Promise<string> {
  const error = await virtual(() => rejection(check()))
  expect(error).toMatchObject({ name: 'AssertionError' })
  return (error as Error).message
}

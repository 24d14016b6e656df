import { describe, expect, test } from 'vitest'
import {
  CancelScope,
  checkpoint,
  currentTime,
  defer,
  Local,
  moveOnAfter,
  NurseryError,
  openNursery,
  run,
  sleep,
  sleepForever,
  TooSlowError,
} from '../src/index.ts'
import { rejection, virtual } from './support/virtual.ts'

describe('defer', () => {
  test('defer runs in reverse order when the scope ends, shielded', () =>
    virtual(async () => {
      const log: string[] = []
      await moveOnAfter(5, async () => {
        defer(() => log.push('first deferred'))
        defer(async () => {
          await sleep(10)
          log.push(`slept until ${currentTime()}`)
        })
        await sleepForever()
      })
      expect(log).toEqual(['slept until 15', 'first deferred'])
    }))

  test('defer in a nursery runs after its tasks, in a task at the task’s end, in run at the end of main', async () => {
    const log: string[] = []
    await virtual(async () => {
      defer(() => log.push('main'))
      await openNursery((nursery) => {
        defer(() => log.push('nursery'))
        nursery.startSoon(async () => {
          defer(() => log.push('task'))
          await sleep(5)
        })
        nursery.startSoon(async () => {
          await sleep(10)
          log.push('other')
        })
      })
    })
    expect(log).toEqual(['task', 'other', 'nursery', 'main'])
  })

  test('defer with a timeout fails when clean-up takes longer', () =>
    virtual(async () => {
      const error = await rejection(new CancelScope().run(() => defer(sleepForever, { timeout: 20 })))
      expect(error).toBeInstanceOf(TooSlowError)
      expect(String(error)).toContain('deferred clean-up took longer than 20 ms')
      expect(currentTime()).toBe(20)
    }))

  test('defer: an error of clean-up does not hide the error it follows', () =>
    virtual(async () => {
      const boom = new Error('boom')
      const late = new Error('late')
      const error = (await rejection(
        new CancelScope().run(() => {
          defer(() => Promise.reject(late))
          throw boom
        }),
      )) as SuppressedError
      expect([error.error, error.suppressed]).toEqual([late, boom])
      const group = await rejection(openNursery(() => defer(() => Promise.reject(late))))
      expect((group as NurseryError).errors).toEqual([late])
      const ofTask = await rejection(
        openNursery((nursery) => void nursery.startSoon(() => defer(() => Promise.reject(late)))),
      )
      expect((ofTask as NurseryError).errors).toEqual([late])
    }))

  test('defer of an error in a cancelled scope: the error stays, the cancellation is taken', () =>
    virtual(async () => {
      const late = new Error('late')
      const scope = new CancelScope()
      const error = await rejection(
        scope.run(async () => {
          defer(() => Promise.reject(late))
          scope.cancel()
          await checkpoint()
        }),
      )
      expect([error, scope.cancelledCaught]).toEqual([late, true])
    }))

  test('defer refuses what would never clean up: a time that is none, and a place where nothing ends', async () => {
    let calls = 0
    const cleanUp = () => calls++
    await virtual(() => {
      for (const timeout of [-1, Number.NaN]) expect(() => defer(cleanUp, { timeout })).toThrow(RangeError)
      defer(cleanUp, { timeout: Infinity })
    })
    expect(calls).toBe(1)
    expect(() => defer(cleanUp)).toThrow('Outside any run no scope ends')
    await openNursery(() => defer(cleanUp))
    expect(calls).toBe(2)
  })

  test('defer may be called by clean-up itself', () =>
    virtual(async () => {
      const log: string[] = []
      await new CancelScope().run(() => {
        defer(() => {
          defer(() => log.push('inner'))
          log.push('outer')
        })
      })
      expect(log).toEqual(['outer', 'inner'])
    }))

  test('defer refuses what is no function', () => {
    expect(() => defer(Promise.resolve() as unknown as () => void)).toThrow('defer(() => file.close())')
  })
})

describe('Local', () => {
  test('Local: a value for this scope and all below', () =>
    virtual(async () => {
      const local = new Local('default')
      const seen: Record<string, string> = {}
      local.set('main')
      await openNursery(async (nursery) => {
        nursery.startSoon(async () => {
          seen['task before'] = local.get()
          local.set('task')
          await checkpoint()
          seen['task after'] = local.get()
          await openNursery((inner) => void inner.startSoon(() => void (seen['below task'] = local.get())))
        })
        nursery.startSoon(async () => {
          await sleep(1)
          seen['beside'] = local.get()
        })
        await sleep(2)
        await new CancelScope().run(() => {
          local.set('scope')
          seen['in scope'] = local.get()
        })
        seen['after scope'] = local.get()
      })
      expect(seen).toEqual({
        'task before': 'main',
        'task after': 'task',
        'below task': 'task',
        beside: 'main',
        'in scope': 'scope',
        'after scope': 'main',
      })
    }))

  test('Local: what is set in one run is not seen in another', async () => {
    const local = new Local<string | undefined>()
    await run(() => local.set('one'))
    expect(await run(() => local.get())).toBeUndefined()
  })
})

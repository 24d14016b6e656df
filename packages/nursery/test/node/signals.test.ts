import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import {
  BusyResourceError,
  CancelScope,
  Cancelled,
  checkpoint,
  openNursery,
  run,
  sleepForever,
} from '../../src/index.ts'
import { openSignalReceiver } from '../../src/node.ts'

const raise = (name: NodeJS.Signals) => process.emit(name, name)

test('signals come one by one, several of a kind as one', async () => {
  await run(async () => {
    using signals = openSignalReceiver('SIGUSR2', 'SIGHUP')
    raise('SIGUSR2')
    raise('SIGUSR2')
    raise('SIGHUP')
    const seen: string[] = []
    for await (const name of signals) {
      seen.push(name)
      if (seen.length === 2) break
    }
    expect(seen).toEqual(['SIGUSR2', 'SIGHUP'])
    await openNursery(async (nursery) => {
      const waiting = nursery.startSoon(async () => {
        for await (const name of signals) return name
        return undefined
      })
      await checkpoint()
      await checkpoint()
      await expect(signals[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(BusyResourceError)
      raise('SIGHUP')
      expect(await waiting.join()).toBe('SIGHUP')
    })
  })
  expect(process.listenerCount('SIGUSR2')).toBe(0)
})

test('what no program hears is refused, and nothing is listened for', () => {
  expect(() => openSignalReceiver('SIGUSR2', 'SIGKILL')).toThrow('SIGKILL is no signal')
  expect(() => openSignalReceiver('SIGUSR2', 'SIGTREM' as NodeJS.Signals)).toThrow('SIGTREM is no signal')
  expect(process.listenerCount('SIGUSR2')).toBe(0)
})

test('closing ends the loop', async () => {
  await run(() =>
    openNursery(async (nursery) => {
      const signals = openSignalReceiver('SIGUSR2')
      const looping = nursery.startSoon(async () => {
        for await (const _ of signals);
        return 'ended'
      })
      await checkpoint()
      await checkpoint()
      signals.close()
      signals.close()
      expect(await looping.join()).toBe('ended')
    }),
  )
})

test('what came and was not taken is raised again at the close', async () => {
  const raised: NodeJS.Signals[] = []
  const listener = (name: NodeJS.Signals) => raised.push(name)
  process.on('SIGHUP', listener)
  await run(async () => {
    using signals = openSignalReceiver('SIGHUP')
    raise('SIGHUP')
    expect(signals).toBeDefined()
  })
  const again = new Promise((resolve) => process.once('SIGHUP', resolve))
  await again
  process.off('SIGHUP', listener)
  expect(raised).toEqual(['SIGHUP', 'SIGHUP'])
})

test('cancelling the scope stops listening', async () => {
  await run(() =>
    new CancelScope().run(async (scope) => {
      const signals = openSignalReceiver('SIGUSR2')
      scope.cancel()
      expect(process.listenerCount('SIGUSR2')).toBe(0)
      await expect(signals[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(Cancelled)
      await sleepForever()
    }),
  )
})

test('cancelled while it waits, it is cancelled, not at the end of the signals', async () => {
  await run(async () => {
    const listen = async () => {
      using signals = openSignalReceiver('SIGUSR2')
      for await (const _ of signals) break
      return 'no more signals'
    }
    await openNursery(async (nursery) => {
      const scope = new CancelScope()
      const listening = nursery.startSoon(() => scope.run(listen))
      for (let turn = 0; turn < 5; turn++) await checkpoint()
      expect(process.listenerCount('SIGUSR2')).toBe(1)
      scope.cancel()
      expect(await listening.join()).toEqual({ cancelled: true })
    })
    expect(process.listenerCount('SIGUSR2')).toBe(0)
  })
})

test('no signal is a mistake', () => {
  expect(() => openSignalReceiver()).toThrow("openSignalReceiver('SIGINT', 'SIGTERM')")
})

test('a program that waits for nothing but a signal stays alive until it comes', async () => {
  const program = new URL('../programs/until-signal.ts', import.meta.url)
  const child = spawn(process.execPath, [fileURLToPath(program)])
  let output = ''
  child.stdout.on('data', (data) => {
    output += String(data)
    if (output === 'waiting\n') child.kill('SIGUSR2')
  })
  const exitCode = await new Promise((resolve) => child.once('close', resolve))
  expect([exitCode, output]).toEqual([0, 'waiting\nSIGUSR2\n'])
})

test('in a scope that is cancelled already it listens to nothing for long', async () => {
  await run(() =>
    new CancelScope().run(async (scope) => {
      scope.cancel()
      openSignalReceiver('SIGUSR2')
      await checkpoint()
    }),
  )
  expect(process.listenerCount('SIGUSR2')).toBe(0)
})

import { type FileHandle, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  all,
  CancelScope,
  Cancelled,
  ClosedResourceError,
  moveOnAfter,
  openNursery,
  run,
  sleepForever,
} from '../../src/index.ts'
import { AsyncFile } from '../../src/node/async-file.ts'
import { openFile } from '../../src/node.ts'

let folder: string
const at = (name: string) => join(folder, name)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nursery-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('many tasks append whole lines to one file', async () => {
  await run(() =>
    openNursery((nursery) => {
      for (let id = 0; id < 20; id++) {
        nursery.startSoon(async () => {
          await using file = await openFile(at('pokes.csv'), 'a')
          await file.write(`${id},${'x'.repeat(200)}\n`)
        })
      }
    }),
  )
  const lines = (await readFile(at('pokes.csv'), 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => line.length)).toEqual(lines.map((_, index) => lines[index]!.split(',')[0]!.length + 201))
  expect(new Set(lines.map((line) => Number(line.split(',')[0]))).size).toBe(20)
})

test('reads in pieces, as text, and line by line', async () => {
  await writeFile(at('text'), 'olá\r\nTrio\n\nlast')
  await run(async () => {
    {
      await using file = await openFile(at('text'))
      expect(new TextDecoder().decode(await file.read(4))).toBe('olá')
      expect(await file.readText()).toBe('\r\nTrio\n\nlast')
      expect(await file.read()).toHaveLength(0)
    }
    await using file = await openFile(at('text'))
    const lines: string[] = []
    for await (const line of file.lines()) lines.push(line)
    expect(lines).toEqual(['olá', 'Trio', '', 'last'])
    await using ended = await openFile(at('empty'), 'w+')
    await ended.write('one\n')
    await ended.sync()
    await using again = await openFile(at('empty'))
    expect(await Array.fromAsync(again.lines())).toEqual(['one'])
  })
})

test('lines longer than what is read at once are whole, wherever they are cut', async () => {
  const piece = 65_536
  const lines = ['x'.repeat(piece - 1), `${'y'.repeat(piece - 3)}é`, 'z'.repeat(3 * piece), '', 'last']
  await writeFile(at('long'), lines.join('\r\n'))
  await run(async () => {
    await using file = await openFile(at('long'))
    expect(await Array.fromAsync(file.lines())).toEqual(lines)
  })
})

test('L11 a cancelled caller opens nothing, and an operation on a closed file says so', async () => {
  await run(async () => {
    await new CancelScope().run(async (scope) => {
      scope.cancel()
      await expect(openFile(at('never'), 'w')).rejects.toBeInstanceOf(Cancelled)
    })
    await expect(readFile(at('never'))).rejects.toThrow('ENOENT')
    const file = await openFile(at('file'), 'w')
    await file.close()
    await file.close()
    await expect(file.write('late')).rejects.toBeInstanceOf(ClosedResourceError)
  })
})

test('a file is closed when its scope is cancelled, though nobody disposes of it', async () => {
  await run(async () => {
    const outcome = await moveOnAfter(0, async () => {
      const file = await openFile(at('file'), 'w').catch(() => openFile(at('file'), 'w'))
      await file.write('x')
      await sleepForever()
    })
    expect(outcome.cancelled).toBe(true)
    const scope = new CancelScope()
    let file: Awaited<ReturnType<typeof openFile>> | undefined
    await scope.run(async () => {
      file = await openFile(at('other'), 'w')
      scope.cancel()
      await sleepForever()
    })
    await expect(file!.write('late')).rejects.toBeInstanceOf(ClosedResourceError)
  })
})

test('a file that its scope closed tells whoever closes it too that this failed', async () => {
  const failure = new Error('EIO')
  const handle = { close: () => Promise.reject(failure) } as FileHandle
  let file: AsyncFile | undefined
  await run(() =>
    new CancelScope().run((scope) => {
      file = new AsyncFile(handle)
      scope.cancel()
    }),
  )
  // Time for an unhandled rejection to be told of.
  await new Promise(setImmediate)
  await expect(file!.close()).rejects.toBe(failure)
})

test('a file outlives a scope that ends normally', async () => {
  await run(async () => {
    const outcome = await moveOnAfter(10_000, () => openFile(at('kept'), 'w'))
    await using file = outcome.value!
    await file.write('kept')
  })
  expect(await readFile(at('kept'), 'utf8')).toBe('kept')
})

test('what the system refuses is rejected as it is', async () => {
  await expect(run(() => openFile(at('no/such/folder')))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('what several tasks write to one file at once isn’t mixed', async () => {
  const part = (letter: string) => letter.repeat(2_000_000)
  await run(async () => {
    await using file = await openFile(at('shared'), 'w')
    await all(['a', 'b', 'c'].map((letter) => () => file.write(part(letter))))
  })
  expect((await readFile(at('shared'), 'utf8')).replaceAll(/(.)\1*/g, '$1')).toBe('abc')
})

test('a read takes a number of bytes that is one', async () => {
  await writeFile(at('few'), 'few')
  await run(async () => {
    await using file = await openFile(at('few'))
    for (const none of [0, -1, 1.5, Number.NaN, '3' as never]) await expect(file.read(none)).rejects.toThrow(RangeError)
    expect(await file.read(Infinity)).toHaveLength(3)
  })
})

test('a file that opens when its scope has been cancelled is closed', async () => {
  await writeFile(at('few'), 'few')
  const before = await readdir('/proc/self/fd').catch(() => [])
  await run(() =>
    new CancelScope().run(async (scope) => {
      const opening = openFile(at('few'))
      scope.cancel()
      const file = await opening
      await new CancelScope({ shield: true }).run(async () => {
        await expect(file.read()).rejects.toBeInstanceOf(ClosedResourceError)
        await file.close()
      })
    }),
  )
  expect(await readdir('/proc/self/fd').catch(() => [])).toHaveLength(before.length)
})

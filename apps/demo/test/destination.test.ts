import { mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { partPath } from '@interleave/flags'
import { expect, test } from 'vitest'
import { prepareDestination } from '../src/destination.ts'
import { SetupError } from '../src/errors.ts'
import { isAlive } from '../src/sweep.ts'
import { deadPid, zombiePid } from './dead-pid.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const refusal = async (path: string) => {
  const error: unknown = await prepareDestination(path).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SetupError)
  return error instanceof Error ? error.message : ''
}

test('makes a missing folder, and leaves nothing in it', async () => {
  const path = join(await temporaryDirectory(), 'a', 'b')
  expect(await prepareDestination(path)).toBe(path)
  expect(await readdir(path)).toEqual([])
})

test('refuses a file, and a path through a file', async () => {
  const file = join(await temporaryDirectory(), 'file')
  await writeFile(file, '')
  expect(await refusal(file)).toBe(`${file} is not a folder; name one with -o.`)
  expect(await refusal(join(file, 'below'))).toBe(
    `The folder ${join(file, 'below')} can't be made: a part of its path is not a folder. Name another with -o.`,
  )
})

// A folder of the kernel's: not even root can make or write a file there, whatever its permissions say.
test.runIf(process.platform === 'linux')('refuses a folder that can’t be made or written', async () => {
  expect(await refusal('/proc/self/x/y')).toMatch(
    /^The folder \/proc\/self\/x\/y can't be made: .+ Name another with -o\.$/,
  )
  expect(await refusal('/proc/self/fdinfo')).toMatch(
    /^The folder \/proc\/self\/fdinfo can't be written: .+ Name another with -o\.$/,
  )
})

test('refuses a symbolic link that leads out or nowhere, and says where to', async () => {
  const root = await realpath(await temporaryDirectory())
  const inside = join(root, 'inside')
  const outside = join(root, 'outside')
  await mkdir(join(inside, 'real'), { recursive: true })
  await mkdir(outside)
  await symlink(outside, join(inside, 'out'))
  await symlink('real', join(inside, 'in'))
  await symlink('nowhere', join(inside, 'dangling'))
  expect(await refusal(join(inside, 'out'))).toContain(`leads out, to ${outside}; to write there, say -o ${outside}.`)
  expect(await refusal(join(inside, 'dangling'))).toContain('leads nowhere')
  expect(await prepareDestination(join(inside, 'in'))).toBe(join(inside, 'in'))
  await mkdir(join(inside, '..data'))
  await symlink('..data', join(inside, 'data'))
  expect(await prepareDestination(join(inside, 'data'))).toBe(join(inside, 'data'))
})

test('sweeps what a killed run left, and nothing else', async () => {
  const path = await temporaryDirectory()
  const stale = `.br.gif.${deadPid()}-abc-1.part`
  const living = partPath(path, 'CN').slice(path.length + 1)
  const others = ['br.gif', '.br.gif.part', 'notes.part', living]
  for (const name of [stale, ...others]) await writeFile(join(path, name), 'x')
  // A folder by such a name is in nobody's way.
  const folder = `.cn.gif.${deadPid()}-abc-1.part`
  await mkdir(join(path, folder))
  await prepareDestination(path)
  expect(new Set(await readdir(path))).toEqual(new Set([...others, folder]))
})

test.runIf(process.platform === 'linux')('counts a process nobody has asked about as ended', async () => {
  const pid = await zombiePid()
  await expect.poll(() => isAlive(pid)).toBe(false)
  expect(() => process.kill(pid, 0), 'it is still in the table').not.toThrow()
})

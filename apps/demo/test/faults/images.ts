import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lineup } from '@interleave/lineup'
import type { Origin } from '@interleave/origin'
import { expect } from 'vitest'

/** The ids of all variants. */
export const IDS: readonly string[] = lineup.map(({ id }) => id)

/** Whether a name is one under which a complete flag is found. */
export function isFinal(name: string): boolean {
  return /^[a-z]{2}\.gif$/.test(name)
}

/** Fails unless every file of the folder is a flag as the origin has it; resolves to their codes. */
export async function expectWholeFlags(directory: string, origin: Origin): Promise<string[]> {
  const names = await readdir(directory)
  const others = names.filter((name) => !isFinal(name))
  expect(others, `files that are no flags: ${others.join(' ')}`).toEqual([])
  return expectWhole(names, directory, origin)
}

/** Fails unless each of these files is a flag as the origin has it; resolves to their codes. */
export async function expectWhole(names: readonly string[], directory: string, origin: Origin): Promise<string[]> {
  const cut = await Promise.all(
    names.map(async (name) => {
      const response = await fetch(`${origin.base}/${name.slice(0, 2)}/${name}`)
      const wanted = Buffer.from(await response.arrayBuffer())
      return wanted.equals(await readFile(join(directory, name))) ? [] : [name]
    }),
  )
  expect(cut.flat(), `flags that are not whole: ${cut.flat().join(' ')}`).toEqual([])
  return names.map((name) => name.slice(0, 2).toUpperCase())
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lineup } from '@interleave/lineup'
import type { Origin } from '@interleave/origin'
import { expect } from 'vitest'

/** The ids of all variants. */
export const IDS: readonly string[] = lineup.map(({ id }) => id)

/** Fails unless every file of the folder is a flag as the origin has it; resolves to their codes. */
export async function expectWholeFlags(directory: string, origin: Origin): Promise<string[]> {
  const names = await readdir(directory)
  expect(
    names.filter((name) => !/^[a-z]{2}\.gif$/.test(name)),
    'files that are no flags',
  ).toEqual([])
  for (const name of names) {
    const response = await fetch(`${origin.base}/${name.slice(0, 2)}/${name}`)
    const wanted = Buffer.from(await response.arrayBuffer())
    expect(wanted.equals(await readFile(join(directory, name))), `${name} is whole`).toBe(true)
  }
  return names.map((name) => name.slice(0, 2).toUpperCase())
}

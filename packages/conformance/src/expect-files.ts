import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { imagesOf } from './images.ts'
import type { Subject } from './subject.ts'

/** Fails unless the folder holds the flags of these codes, each as the origin has it, and nothing else at all. */
export async function expectFiles(subject: Subject, codes: readonly string[], directory = subject.directory) {
  const images = await imagesOf(subject.origin)
  const wanted = codes.map((code) => `${code.toLowerCase()}.gif`).toSorted()
  expect((await readdir(directory)).toSorted(), 'the files in the folder').toEqual(wanted)
  for (const code of codes) {
    const bytes = await readFile(join(directory, `${code.toLowerCase()}.gif`))
    expect(images.get(code)?.equals(bytes), `the file of ${code} equals the origin's`).toBe(true)
  }
}

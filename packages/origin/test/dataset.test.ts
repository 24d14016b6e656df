import { CODES } from '@interleave/flags'
import { expect, test } from 'vitest'
import { loadDataset } from '../src/dataset.ts'

const dataset = await loadDataset()

test('the data are the 194 codes exactly: Taiwan is in, the Dominican Republic is out', () => {
  expect([...dataset.keys()].map((code) => code.toUpperCase()).toSorted()).toEqual(CODES)
  expect(dataset.size).toBe(194)
  expect(dataset.has('tw')).toBe(true)
  expect(dataset.has('do')).toBe(false)
  expect(CODES[99]).toBe('LK')
})

test.each(CODES)('%s has a whole GIF 250 pixels wide, and metadata with a name', (code) => {
  const files = dataset.get(code.toLowerCase())
  const image = files?.image ?? Buffer.alloc(0)
  expect(image.toString('latin1', 0, 6)).toBe('GIF89a')
  expect(image.readUInt16LE(6)).toBe(250)
  expect(image.at(-1)).toBe(0x3b)
  expect(JSON.parse(files?.metadata.toString() ?? '')).toEqual({
    country: expect.stringMatching(/^\S.*\S$/),
    iso_cc: code,
    tld_cc: code === 'GB' ? '.uk' : `.${code.toLowerCase()}`,
  })
})

import { readdirSync } from 'node:fs'
import { UsageError } from '@interleave/contract'
import { expect, test } from 'vitest'
import { findVariant, lineup } from '../src/index.ts'

const ids = lineup.map(({ id }) => id)

test('every variant package is in the lineup, once', () => {
  const folders = readdirSync(new URL('../..', import.meta.url))
    .filter((name) => name.startsWith('variant-'))
    .map((name) => name.slice('variant-'.length))
  expect(ids.toSorted()).toEqual(folders.toSorted())
})

test('the order is that in which they are read, from what blocks to what is structured', () => {
  const order = ['sequential', 'threads', 'callback', 'promise', 'generator', 'async-await', 'rxjs', 'nursery']
  expect(ids.filter((id) => order.includes(id))).toEqual(order)
})

test.for(lineup.map((entry) => [entry.id, entry] as const))(
  '%s loads, and is what its entry says',
  async ([id, entry]) => {
    const variant = await entry.load()
    expect(variant.id).toBe(id)
    expect(variant).toMatchObject(await entry.describe())
    expect(variant.module).toMatch(new RegExp(`/variant-${id}/src/index\\.ts$`))
  },
)

test('no two have the same title', async () => {
  const titles = await Promise.all(lineup.map(async ({ describe }) => (await describe()).title))
  expect(new Set(titles).size).toBe(lineup.length)
})

test('findVariant finds by id, and only by that', () => {
  expect(findVariant('rxjs').id).toBe('rxjs')
  expect(() => findVariant('constructor')).toThrow(UsageError)
})

test.for([
  ['rxj', 'Did you mean rxjs? '],
  ['Threads', 'Did you mean threads? '],
  ['asyncawait', 'Did you mean async-await? '],
  ['coroutine', ''],
  ['', ''],
] as const)('%s is unknown, and the sentence helps', ([id, hint]) => {
  const list = ids.join(', ')
  expect(() => findVariant(id)).toThrow(new UsageError(`There is no variant "${id}". ${hint}There are: ${list}.`))
})

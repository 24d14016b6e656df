import { expect, test } from 'vitest'
import { nearest } from '../src/nearest.ts'

const ids = ['sequential', 'threads', 'callback', 'promise', 'generator', 'async-await', 'rxjs', 'nursery']

test.each([
  ['asinc-await', 'async-await'],
  ['async', 'async-await'],
  ['RxJS', 'rxjs'],
  ['rx', 'rxjs'],
  ['thread', 'threads'],
  ['promises', 'promise'],
  ['callbcak', 'callback'],
])('%s means %s', (word, id) => expect(nearest(word, ids)).toBe(id))

test.each(['zzz', '', 'go', '../../etc'])('%j is near nothing', (word) => expect(nearest(word, ids)).toBeUndefined())

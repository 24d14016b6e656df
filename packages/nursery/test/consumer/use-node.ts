// The entry points that build on Node's types and on vitest.
import { equal } from 'node:assert/strict'
import { openFile } from '@interleave/nursery/node'
import { test } from '@interleave/nursery/vitest'

test('the fixtures are there', ({ nursery }) => {
  equal(nursery.childTasks.size, 0)
  equal(typeof openFile, 'function')
})

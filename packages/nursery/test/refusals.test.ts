import { expect, test } from 'vitest'
import { CancelScope, openNursery, run } from '../src/index.ts'

const begun = () => Promise.reject(new Error('its own failure, heard by nobody'))

test('a promise given for a function is refused with the right call, and its own failure ends no process', async () => {
  await expect(run(begun() as never)).rejects.toThrow('run(main), not run(main())')
  await run(async () => {
    await expect(openNursery(begun() as never)).rejects.toThrow('openNursery takes a function')
    await expect(new CancelScope().run(begun() as never)).rejects.toThrow('scope.run takes the function')
    await openNursery(async (nursery) => {
      expect(() => nursery.startSoon(begun() as never)).toThrow(
        'startSoon(work, argument), not startSoon(work(argument))',
      )
    })
  })
})

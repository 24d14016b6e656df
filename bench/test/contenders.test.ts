import { describe, expect, test } from 'vitest'
import { cancelling } from '../src/start-cancel/cancelling.ts'
import { passing } from '../src/channel/passing.ts'
import { scenarios } from '../src/scenarios.ts'
import { joining } from '../src/spawn-join/joins.ts'
import { awaitingTasks } from '../src/spawn-join/tasks.ts'

describe.for(scenarios.filter((scenario) => scenario.measure === 'time'))('$id', (scenario) => {
  test.for(Object.entries(scenario.contenders))('%s does the work', async ([, load]) => {
    const contender = await load()
    await expect(contender.run(200)).resolves.toBeUndefined()
    await expect(contender.run(1)).resolves.toBeUndefined()
  })
})

describe('who cheats is found out', () => {
  test('a join that leaves tasks running', async () => {
    const join = (task: (index: number) => Promise<number>): Promise<unknown> => Promise.race([task(0), task(1)])
    await expect(joining((task) => join(task), awaitingTasks()).run(3)).rejects.toThrow('of 3 tasks had ended')
  })

  test('a cancel that waits for no cleanup', async () => {
    const contender = cancelling(async (count, tally, allAsleep) => {
      tally.began = count
      await allAsleep()
    })
    await expect(contender.run(2)).rejects.toThrow('Only 0 of 2 tasks had cleaned up')
  })

  test('a channel that loses an item', async () => {
    await expect(passing((count) => Promise.resolve(count)).run(10)).rejects.toThrow('some were lost')
  })
})

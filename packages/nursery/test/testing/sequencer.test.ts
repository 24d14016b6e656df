import { expect, test } from 'vitest'
import { Cancelled, checkpoint, openNursery, run, sleep } from '../../src/index.ts'
import { Sequencer } from '../../src/testing.ts'
import { rejection, virtual } from '../support/virtual.ts'

test('Sequencer: block n starts after block n - 1 has ended, in any order of asking and under any seed', async () => {
  for (let seed = 0; seed < 50; seed++) {
    const sequencer = new Sequencer()
    const log: string[] = []
    await run(
      () =>
        openNursery((nursery) => {
          for (const position of [3, 0, 2, 1]) {
            nursery.startSoon(() =>
              sequencer.run(position, async () => {
                log.push(`in ${position}`)
                await checkpoint()
                log.push(`out ${position}`)
              }),
            )
          }
        }),
      { seed },
    )
    expect(log, `seed ${seed}`).toEqual([0, 1, 2, 3].flatMap((position) => [`in ${position}`, `out ${position}`]))
  }
})

test('Sequencer.run gives what its block gives; turn is for `using`', () =>
  virtual(async () => {
    const sequencer = new Sequencer()
    expect(await sequencer.run(0, () => 'value')).toBe('value')
    {
      using _ = await sequencer.turn(1)
    }
    expect(await sequencer.run(2, async () => 'later')).toBe('later')
  }))

test('Sequencer: a block that fails lets the next one go on', () =>
  virtual(async () => {
    const sequencer = new Sequencer()
    const boom = new Error('boom')
    expect(await rejection(sequencer.run(0, () => Promise.reject(boom)))).toBe(boom)
    expect(await sequencer.run(1, () => 1)).toBe(1)
  }))

test('Sequencer: a position used twice is an error, one that is no whole number too', () =>
  virtual(async () => {
    const sequencer = new Sequencer()
    await sequencer.run(0, () => {})
    expect(String(await rejection(sequencer.run(0, () => {})))).toContain('Position 0 was used before')
    await expect(sequencer.turn(-1)).rejects.toBeInstanceOf(RangeError)
    await expect(sequencer.turn(1.5)).rejects.toBeInstanceOf(RangeError)
  }))

test('Sequencer: cancelling one that waits breaks the sequence, for those that wait and those that come', () =>
  virtual(async () => {
    const sequencer = new Sequencer()
    await openNursery(async (nursery) => {
      const first = nursery.startSoon(() => sequencer.run(1, () => {}))
      const second = nursery.startSoon(async () => String(await rejection(sequencer.run(2, () => {}))))
      await sleep(1)
      first.cancel()
      expect(await rejection(first.join())).toBeInstanceOf(Cancelled)
      expect(await second.join()).toContain('The sequence is broken')
      expect(String(await rejection(sequencer.run(0, () => {})))).toContain('The sequence is broken')
    })
  }))

import { afterEach, expect, test, vi } from 'vitest'
import { checkpoint, openMemoryChannel, run } from '../src/index.ts'

let now = 1_000_000

/** How many checkpoints pass, at most `most`, before the loop of the host has its turn. */
async function checkpointsUntilTurn(most: number): Promise<number> {
  let turn = false
  setImmediate(() => {
    turn = true
  })
  for (let count = 1; count <= most; count++) {
    await checkpoint()
    if (turn) return count
  }
  return Infinity
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('a checkpoint gives the host its turn once the run has held it for 8 ms, and not before', () =>
  run(async () => {
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    now += 10
    await checkpoint()
    now += 7
    expect(await checkpointsUntilTurn(3)).toBe(Infinity)
    now += 1
    expect(await checkpointsUntilTurn(3)).toBe(1)
  }))

test('a hot loop reads the clock once in 16 checkpoints, and is back to each one after a slow step', () =>
  run(async () => {
    const reads = vi.spyOn(performance, 'now').mockImplementation(() => now)
    for (let count = 0; count < 1_000; count++) await checkpoint()
    reads.mockClear()
    for (let count = 0; count < 160; count++) await checkpoint()
    expect(reads).toHaveBeenCalledTimes(10)
    now += 10
    expect(await checkpointsUntilTurn(16)).toBeLessThanOrEqual(16)
    now += 10
    expect(await checkpointsUntilTurn(2)).toBe(1)
  }))

test('a loop of sends, or of sends and receives, starves nobody', () =>
  run(async () => {
    const [send, receive] = openMemoryChannel<number>(Infinity)
    const turns = { taken: 0 }
    const ask = () => setImmediate(() => turns.taken++)
    ask()
    while (turns.taken < 1) await send.send(0)
    ask()
    while (turns.taken < 2) await send.send(await receive.receive())
    expect(turns.taken).toBe(2)
  }))

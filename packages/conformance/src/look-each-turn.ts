import { setImmediate as nextTurn } from 'node:timers/promises'

/** Looks in each turn of the event loop, until a look says that it was enough, or `end` has settled. */
export async function lookEachTurn(
  end: Promise<unknown>,
  isEnough: () => boolean,
  turn: () => Promise<void> = nextTurn,
): Promise<void> {
  const seen = { end: false }
  const note = () => void (seen.end = true)
  end.then(note, note)
  while (!seen.end && !isEnough()) await turn()
}

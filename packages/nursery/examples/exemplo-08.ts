import { moveOnAfter, run } from '@interleave/nursery'
import { openFile } from '@interleave/nursery/node'
import { startOrigin } from '@interleave/origin'
import { fetchPokemon, pokemonUrl } from './pokemon.ts'

/* A time limit leaves nothing half-done: the line isn't written, and the request's connection is closed. */

async function fetchAndWrite(url: string, path: string): Promise<void> {
  const { id, name } = await fetchPokemon(url)
  await using file = await openFile(path, 'a')
  await file.write(`${id},${name}\n`)
}

export async function main(base: string, path: string, timeout: number): Promise<void> {
  const outcome = await moveOnAfter(timeout, () => fetchAndWrite(pokemonUrl(base, 1), path))
  console.log(outcome.cancelled ? 'Tempo esgotado' : 'Linha escrita')
}

if (import.meta.main) {
  await using origin = await startOrigin({ label: 'DELAY', delay: { kind: 'fixed', ms: 5000 } })
  await run(() => main(origin.url, 'pokes.csv', 3000))
}

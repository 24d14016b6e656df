import { openNursery, run } from '@interleave/nursery'
import { openFile } from '@interleave/nursery/node'
import { startOrigin } from '@interleave/origin'
import { fetchPokemon, pokemonUrl } from './pokemon.ts'

/* Many tasks append to one CSV file: whole lines, in the order in which the answers came. */

async function fetchAndWrite(url: string, path: string): Promise<void> {
  console.log('  | Entrando em fetch_and_write')
  console.log(`    | Fazendo request: ${url}`)
  const { id, name } = await fetchPokemon(url)
  console.log(`    | escrevendo no arquivo: ${name}`)
  await using file = await openFile(path, 'a')
  await file.write(`${id},${name}\n`)
}

export async function main(base: string, path: string): Promise<void> {
  await openNursery((nursery) => {
    for (let id = 1; id <= 10; id += 1) nursery.startSoon(fetchAndWrite, pokemonUrl(base, id), path)
  })
}

if (import.meta.main) {
  await using origin = await startOrigin()
  await run(() => main(origin.url, 'pokes.csv'))
}

import { openNursery, run } from '@interleave/nursery'
import { startOrigin } from '@interleave/origin'
import { fetchPokemon, pokemonUrl } from './pokemon.ts'

/* Ten requests at once in a nursery, which ends with the last of them. */

async function show(url: string): Promise<void> {
  const { id, name } = await fetchPokemon(url)
  console.log(`${id} ${name}`)
}

export async function main(base: string): Promise<void> {
  await openNursery((nursery) => {
    for (let id = 1; id <= 10; id += 1) nursery.startSoon(show, pokemonUrl(base, id))
    console.log(`child tasks: ${nursery.childTasks.size}`)
  })
}

if (import.meta.main) {
  await using origin = await startOrigin()
  await run(() => main(origin.url))
}

import { abortable } from '@interleave/nursery'

/** What the API says of a Pokémon, as far as the examples need it. */
export interface Pokemon {
  readonly id: number
  readonly name: string
}

/** GETs one Pokémon. Rejects when the answer isn't a 200. Cancelled, it closes the connection. */
export async function fetchPokemon(url: string): Promise<Pokemon> {
  return abortable(async (signal) => {
    const response = await fetch(url, { signal })
    if (!response.ok) throw new Error(`${url} answered ${response.status}`)
    return (await response.json()) as Pokemon
  })
}

/** The address of Pokémon number `id`. */
export function pokemonUrl(base: string, id: number): string {
  return `${base}/api/v2/pokemon/${id}`
}

import { failAfter, handleErrors, openNursery, run, TooSlowError } from '@interleave/nursery'
import type { NurseryError } from '@interleave/nursery'
import { startOrigin } from '@interleave/origin'
import { fetchPokemon, pokemonUrl } from './pokemon.ts'

/* One failure cancels the others, and what failed comes out in one place, by its class, as with Python's `except*`. */

/** A request that took longer than allowed. */
export class RequestTimeout extends Error {
  readonly url: string

  constructor(url: string, options: ErrorOptions) {
    super(`No answer from ${url} in time; allow it longer.`, options)
    this.name = 'RequestTimeout'
    this.url = url
  }
}

async function show(url: string, timeout: number): Promise<void> {
  console.log(`Iniciando: ${url}`)
  try {
    const { id, name } = await failAfter(timeout, () => fetchPokemon(url))
    console.log(`${id} ${name}`)
  } catch (error) {
    if (error instanceof TooSlowError) throw new RequestTimeout(url, { cause: error })
    throw error
  }
}

export async function main(base: string, timeout: number): Promise<void> {
  const block = openNursery((nursery) => {
    for (let id = 1; id <= 9; id += 1) nursery.startSoon(show, pokemonUrl(base, id), timeout)
  })
  await handleErrors(block, [[RequestTimeout, report]])
}

function report(group: NurseryError): void {
  console.log(`${group.name}: ${group.message}`)
  for (const error of group.leaves()) if (error instanceof RequestTimeout) console.log(`ERROR: ${error.url}`)
}

if (import.meta.main) {
  await using origin = await startOrigin({ hold: true })
  await run(() => main(origin.url, 100))
}

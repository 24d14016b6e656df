import { STATUS_CODES } from './node-http.ts'
import type { Dataset } from './dataset.ts'
import { POKEMON } from './pokedex.ts'

/** What stands at a path when nothing goes wrong. */
export interface Resource {
  readonly status: number
  readonly type: string
  readonly body: Buffer
  /** What a plan and the log call it; null outside the flags and the pokedex. */
  readonly code: string | null
}

/** Finds what stands at `path`; a path of nothing is a 404 with a small page. Case matters, as it does to nginx. */
export function findResource(dataset: Dataset, path: string): Resource {
  const [, root, ...rest] = path.split('/')
  if (root === 'flags') return findFlag(dataset, rest)
  const id = /^\/api\/v2\/pokemon\/([0-9]{1,9})\/?$/.exec(path)?.[1]
  if (id !== undefined) return findPokemon(id)
  return page(404, null)
}

/** A small HTML page that says its status. */
export function page(status: number, code: string | null): Resource {
  const title = `${status} ${STATUS_CODES[status] ?? 'Unknown'}`
  const body = Buffer.from(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`)
  return { status, type: 'text/html; charset=utf-8', body, code }
}

function findFlag(dataset: Dataset, [folder = '', file, ...deeper]: readonly string[]): Resource {
  const code = folder === '' ? null : folder.toUpperCase()
  const country = dataset.get(folder)
  if (country === undefined || deeper.length > 0) return page(404, code)
  if (file === `${folder}.gif`) return { status: 200, type: 'image/gif', body: country.image, code }
  if (file === 'metadata.json') return { status: 200, type: 'application/json', body: country.metadata, code }
  return page(404, code)
}

function findPokemon(id: string): Resource {
  const name = POKEMON[Number(id) - 1]
  if (name === undefined) return page(404, id)
  const body = Buffer.from(JSON.stringify({ id: Number(id), name }))
  return { status: 200, type: 'application/json', body, code: id }
}

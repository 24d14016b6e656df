import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError, type Variant } from '@interleave/contract'

/** Loads a module that exports `variant`. Rejects with a `UsageError` that says what it lacks. */
export async function loadVariant(path: string): Promise<Variant> {
  const file = resolve(path)
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const module = pathToFileURL(file).href
  const { variant } = (await import(module)) as { variant?: Partial<Variant> }
  if (typeof variant !== 'object') throw new UsageError(`${path} must export \`variant\`, an object of type Variant.`)
  const missing = WANTED.filter(([name, type]) => typeof variant[name] !== type).map(
    ([name, type]) => `${name} (${type})`,
  )
  if (missing.length > 0) throw new UsageError(`The variant of ${path} lacks ${missing.join(', ')}.`)
  // Processes of their own load it by its address, so that must be the one it was found at.
  return { ...(variant as Variant), module }
}

const WANTED = [
  ['id', 'string'],
  ['title', 'string'],
  ['traits', 'object'],
  ['spinner', 'function'],
  ['downloader', 'function'],
] as const

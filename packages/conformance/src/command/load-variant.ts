import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CAPABILITIES, UsageError, type Variant } from '@interleave/contract'

/** Loads a module that exports `variant`. Rejects with a `UsageError` that says what it lacks. */
export async function loadVariant(path: string): Promise<Variant> {
  const file = resolve(path)
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new UsageError(`There is no file ${file}.`)
  const module = pathToFileURL(file).href
  const { variant } = (await import(module)) as { variant?: Partial<Variant> }
  if (typeof variant !== 'object' || variant === null)
    throw new UsageError(`${path} must export \`variant\`, an object of type Variant.`)
  const missing = WANTED.filter(([name, type]) => typeof variant[name] !== type).map(
    ([name, type]) => `${name} (${type})`,
  )
  if (missing.length > 0) throw new UsageError(`The variant of ${path} lacks ${missing.join(', ')}.`)
  checkTraits(path, (variant as Variant).traits)
  // Processes of their own load it by its address, so that must be the one it was found at.
  return { ...(variant as Variant), module }
}

/** What clauses ask of them; a lack by a name that is none would excuse nothing. */
function checkTraits(path: string, { concurrency, lacks }: Partial<Variant['traits']>): void {
  if (!(Number(concurrency?.greatest) >= 1)) {
    throw new UsageError(`The traits of ${path} must say concurrency.greatest, a number from 1.`)
  }
  const unknown = Object.keys(lacks ?? {}).filter((name) => !CAPABILITIES.some((capability) => capability === name))
  if (lacks === undefined || unknown.length > 0) {
    const which = unknown.length > 0 ? `; it says ${unknown.join(', ')}` : ''
    throw new UsageError(
      `The traits of ${path} must say in lacks which it lacks of ${CAPABILITIES.join(', ')}${which}.`,
    )
  }
}

const WANTED = [
  ['id', 'string'],
  ['title', 'string'],
  ['traits', 'object'],
  ['spinner', 'function'],
  ['downloader', 'function'],
] as const

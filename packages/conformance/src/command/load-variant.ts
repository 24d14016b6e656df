import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { CAPABILITIES, TRAIT_VALUES, UsageError, type Variant } from '@interleave/contract'

/** Loads a module that exports `variant`. Rejects with a `UsageError` that says what it lacks. */
export async function loadVariant(path: string): Promise<Variant> {
  const file = resolve(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new UsageError(found ? `${file} is no file.` : `There is no file ${file}.`)
  const module = pathToFileURL(file).href
  const { variant } = await load(path, module)
  if (typeof variant !== 'object' || variant === null)
    throw new UsageError(`${path} must export \`variant\`, an object of type Variant.`)
  const missing = WANTED.filter(([name, type]) => typeof variant[name] !== type || variant[name] === null).map(
    ([name, type]) => `${name} (${type})`,
  )
  if (missing.length > 0) throw new UsageError(`The variant of ${path} lacks ${missing.join(', ')}.`)
  checkTraits(path, (variant as Variant).traits)
  // Processes of their own load it by its address, so that must be the one it was found at.
  return { ...(variant as Variant), module }
}

/** A module that can't be loaded is told with the place, without what Node and the suite have to do with it. */
async function load(path: string, module: string): Promise<{ variant?: Partial<Variant> }> {
  try {
    return (await import(module)) as { variant?: Partial<Variant> }
  } catch (error) {
    const own = inspect(error)
      .split('\n')
      .filter((line) => !/^ +at .*(node:internal|load-variant|judge-child)/.test(line))
    throw new UsageError(`${path} can't be loaded.\n${own.join('\n')}`, { cause: error })
  }
}

/** What clauses ask of them; a lack by a name that is none would excuse nothing. */
function checkTraits(path: string, traits: Partial<Variant['traits']>): void {
  const { concurrency, lacks } = traits
  for (const [trait, values] of Object.entries(TRAIT_VALUES)) {
    const value = traits[trait as keyof typeof TRAIT_VALUES]
    if (values.some((each) => each === value)) continue
    throw new UsageError(`The traits of ${path} must say in ${trait} one of ${values.join(', ')}; it says ${value}.`)
  }
  const greatest = Number(concurrency?.greatest)
  if (!(greatest >= 1 && (Number.isInteger(greatest) || greatest === Infinity))) {
    throw new UsageError(`The traits of ${path} must say concurrency.greatest, a whole number from 1.`)
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

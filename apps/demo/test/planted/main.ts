// The real program with a mistake in it: the one that `--variant` names, be it a variant's or the program's own.
import { registerHooks } from 'node:module'
import { PROGRAM_PLANTS } from './program-plants.ts'

const id = process.argv[process.argv.indexOf('--variant') + 1]
const instead = new Map([[import.meta.resolve('@interleave/lineup'), new URL('./lineup.ts', import.meta.url).href]])
const plant = PROGRAM_PLANTS.find((candidate) => candidate.id === id)
if (plant !== undefined) instead.set(import.meta.resolve(`../../src/${plant.replaces}`), plant.by.href)
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const other = instead.get(found.url)
    // What stands in a module's place may build on it.
    return other === undefined || other === context.parentURL ? found : { ...found, url: other }
  },
})
await import('../../src/interleave.ts')

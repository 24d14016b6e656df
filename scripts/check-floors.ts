// Checks that no floor of the repo stands on a higher one: node scripts/check-floors.ts
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { floorBreaches, type Package } from './floors.ts'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const IMPORT = /^(?:import|export)\b[^'"`;]*?['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/gm

const root = join(import.meta.dirname, '..')
const packages = globSync(['packages/*', 'apps/*', 'bench'], { cwd: root })
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map(readPackage)
const breaches = floorBreaches(packages)
for (const breach of breaches) console.error(breach)
console.log(`${packages.length} packages, ${breaches.length} imports against the floors`)
process.exitCode = breaches.length === 0 ? 0 : 1

function readPackage(folder: string): Package {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const files = globSync('**/*.{ts,tsx,js,mjs}', { cwd: folder, exclude: ['**/node_modules', '**/dist'] })
  return {
    name: manifest.name,
    dependencies: Object.keys(manifest.dependencies ?? {}),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
    imports: files.flatMap((file) => importsOf(join(folder, file)).map((specifier) => ({ file, specifier }))),
  }

  /** A path that leaves the package counts as an import of the package that it leads to. */
  function importsOf(file: string): string[] {
    const text = readFileSync(file, 'utf8')
    return [...text.matchAll(IMPORT)].map(([, statement, call]) => {
      const specifier = statement ?? call ?? ''
      if (!specifier.startsWith('.')) return specifier
      const target = relative(root, join(file, '..', specifier))
      return target.startsWith(relative(root, folder)) ? specifier : nameOf(target)
    })
  }
}

/** The name of the package that a file of the repo belongs to. */
function nameOf(path: string): string {
  const [, folder = ''] = /^(?:packages\/|apps\/|(?=bench))([^/]+)/.exec(path) ?? []
  return folder === '' ? path : `@interleave/${folder}`
}

// Makes dist/, a package of its own that can be published: node scripts/build.ts
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string>>
}

const home = join(import.meta.dirname, '..')
const dist = join(home, 'dist')
/** The packages below, which nobody can install: they go into this one. */
const INSIDE = ['contract', 'flags', 'trace', 'origin']

rmSync(dist, { recursive: true, force: true })
execFileSync(join(home, 'node_modules/.bin/tsc'), ['--project', join(home, 'tsconfig.build.json')], {
  stdio: 'inherit',
})
for (const file of globSync('**/*.{js,d.ts}', { cwd: dist })) rewrite(join(dist, file))
cpSync(join(home, '../origin/data'), join(dist, 'origin/data'), { recursive: true })
cpSync(join(home, '../origin/NOTICE'), join(dist, 'NOTICE'))
cpSync(join(home, '../../LICENSE'), join(dist, 'LICENSE'))
cpSync(join(home, '../contract/SPEC.md'), join(dist, 'SPEC.md'))
writeFileSync(
  join(dist, 'README.md'),
  readFileSync(join(home, 'README.md'), 'utf8').replaceAll('../contract/SPEC.md', 'SPEC.md'),
)
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)

/** Leads imports of the packages below to where they now are, and addresses of source files to what was made of them. */
function rewrite(file: string): void {
  const text = readFileSync(file, 'utf8')
    .replace(/(['"])@interleave\/(\w+)(?:\/(\w+))?\1/g, (_, quote: string, name: string, entry = 'index') => {
      const path = relative(dirname(file), join(dist, name, `src/${entry}.js`))
      return quote + (path.startsWith('.') ? path : `./${path}`) + quote
    })
    .replace(/(new URL\('\.\/[\w-]+)\.ts'/g, "$1.js'")
  writeFileSync(file, text)
}

function manifest() {
  const own = manifestOf(home)
  const all = [home, ...INSIDE.map((name) => join(home, '..', name))].flatMap((folder) =>
    Object.keys(manifestOf(folder).dependencies ?? {}).map((name) => [name, folder] as const),
  )
  const outside = all.filter(([name]) => !name.startsWith('@interleave/'))
  const dependencies = Object.fromEntries(
    outside
      .map(([name, folder]) => [name, installedVersion(name, folder)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
  /** Each of a package's own entry points, under its name: `./flags`, `./flags/dispatcher`. */
  const entries = (name: string, folder: string, as: string) =>
    Object.entries(manifestOf(folder).exports ?? {}).map(([entry, source]) => {
      const path = join(name, source).replace(/\.ts$/, '')
      return [`${as}${entry.slice(1)}`, { types: `./${path}.d.ts`, default: `./${path}.js` }] as const
    })
  return {
    ...own,
    private: undefined,
    scripts: undefined,
    devDependencies: undefined,
    bin: { 'interleave-conformance': './conformance/src/main.js' },
    exports: Object.fromEntries([
      ...entries('conformance', home, '.'),
      ...INSIDE.flatMap((name) => entries(name, join(home, '..', name), `./${name}`)),
    ]),
    dependencies,
  }
}

function installedVersion(name: string, from: string): string {
  // Some don't export their package.json, so it is looked for beside what they do.
  const [folder = ''] = createRequire(join(from, 'package.json')).resolve.paths(name) ?? []
  return manifestOf(join(folder, name)).version
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

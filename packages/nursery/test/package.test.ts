import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const ROOT = join(PACKAGE, '../..')
const ATTW = fileURLToPath(new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')))
const USE_CORE = new URL('./consumer/use-core.ts', import.meta.url)
const USE_CORE_FROM_JAVASCRIPT = new URL('./consumer/use-core.js', import.meta.url)
const USE_NODE = new URL('./consumer/use-node.ts', import.meta.url)
/** A step that hangs is stopped; all of them together take about a minute on a busy machine. */
const STEP = 120_000

/** What a stranger's project asks of the compiler, but for how modules are found. */
const COMPILER_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'esnext',
  lib: ['esnext', 'dom'],
  types: [] as string[],
}
const NODENEXT = { module: 'nodenext', moduleResolution: 'nodenext' }
const BUNDLER = { module: 'preserve', moduleResolution: 'bundler' }

describe('the published package', { timeout: STEP }, () => {
  let folder: string
  let project: string
  let tarball: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nursery-package-'))
    project = join(folder, 'project')
    tarball = await pack(folder)
    await mkdir(project)
    await writeFile(join(project, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }')
    await command('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], project)
    await cp(USE_CORE, join(project, 'use-core.ts'))
    await cp(USE_CORE_FROM_JAVASCRIPT, join(project, 'use-core.js'))
  }, STEP)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('publint has nothing to say', async () => {
    const { messages, pkg } = await publint({ pkgDir: join(project, 'node_modules/@interleave/nursery'), strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('its types are found the way its modules are, by every entry point', async () => {
    const args = [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', '--no-emoji']
    const said = await command(process.execPath, [ATTW, ...args], folder)
    const resolutions = said.match(/^(?:"@|node16 \(from ESM\)|bundler).*/gm)?.map((line) => line.trim())
    const ok = ['node16 (from ESM): OK (ESM)', 'bundler: OK']
    const entries = ['', '/node', '/testing', '/vitest'].map((entry) => `"@interleave/nursery${entry}"`)
    expect(resolutions).toEqual(entries.flatMap((entry) => [entry, ...ok]))
  })

  test('it holds modules, types and documents, and nothing else', async () => {
    const listing = await command('tar', ['-tzf', tarball], folder)
    const files = listing.split('\n').filter((line) => line !== '')
    const wanted = /^package\/(?:dist\/[\w/-]+\.(?:js|d\.ts)|docs\/[\w-]+\.md|README\.md|LICENSE|package\.json)$/
    expect(files.filter((file) => !wanted.test(file))).toEqual([])
    expect(files).toContain('package/LICENSE')
    expect(files).toContain('package/README.md')
  })

  test('it depends on nothing', async () => {
    const text = await readFile(join(project, 'node_modules/@interleave/nursery/package.json'), 'utf8')
    const manifest = JSON.parse(text) as Record<string, unknown>
    expect(manifest['dependencies']).toBeUndefined()
    expect(manifest['private']).toBeUndefined()
    expect(manifest['peerDependenciesMeta']).toEqual({ vitest: { optional: true } })
  })

  test('a JavaScript program uses it', async () => {
    const printed: unknown = JSON.parse(await command(process.execPath, ['use-core.js'], project))
    expect(printed).toEqual({ log: ['body', 'task'], clock: 'function', openFile: 'function' })
  })

  test('a TypeScript program uses it', async () => {
    const printed: unknown = JSON.parse(await command(process.execPath, ['use-core.ts'], project))
    expect(printed).toEqual({
      name: 'TASK',
      inTime: 42,
      outcome: { cancelled: false, value: false },
      limited: true,
      group: ['RangeError: no'],
      clock: 'function',
    })
  })

  test.for([
    ['Node', NODENEXT],
    ['a bundler', BUNDLER],
  ] as const)('its core type-checks as %s finds modules, with no types but the DOM’s', async ([name, resolution]) => {
    const options = { ...COMPILER_OPTIONS, ...resolution }
    expect(await typeCheck(project, `tsconfig.${name}.json`, options, 'use-core.ts')).toBe('')
  })

  test('a test file uses its entry points for Node and vitest', async () => {
    const file = 'use-node.test.ts'
    await mkdir(join(project, 'node_modules/@types'), { recursive: true })
    for (const name of ['vitest', '@types/node']) {
      await symlink(join(PACKAGE, 'node_modules', name), join(project, 'node_modules', name))
    }
    await cp(USE_NODE, join(project, file))
    // The declarations of vitest and of what it is built on are not ours to check.
    const options = { ...COMPILER_OPTIONS, ...NODENEXT, lib: ['esnext'], types: ['node'], skipLibCheck: true }
    expect(await typeCheck(project, 'tsconfig.vitest.json', options, file)).toBe('')
    const vitest = join(PACKAGE, 'node_modules/vitest/vitest.mjs')
    expect(await command(process.execPath, [vitest, 'run', file], project)).toMatch(/Tests\s+1 passed/)
  })
})

/** Builds and packs with the workspace's own pnpm; gives the path of the tarball. */
async function pack(destination: string): Promise<string> {
  const { packageManager } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    packageManager: string
  }
  const printed = await command('npx', ['-y', packageManager, 'pack', '--json', '--pack-destination', destination])
  const { filename } = JSON.parse(printed.slice(printed.indexOf('{\n'))) as { filename: string }
  return filename
}

/** What the compiler says, which is nothing when all is well. */
async function typeCheck(project: string, config: string, compilerOptions: object, file: string): Promise<string> {
  await writeFile(join(project, config), JSON.stringify({ compilerOptions, files: [file] }))
  return command(join(ROOT, 'node_modules/.bin/tsc'), ['--project', config], project)
}

/** The standard output. Rejects with all that was printed when the program fails or takes too long. */
async function command(program: string, args: string[], cwd = PACKAGE): Promise<string> {
  // What vitest and pnpm set for themselves is not a stranger's environment.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm_(?!config_)|VITEST|NODE_OPTIONS|FORCE_COLOR)/i.test(name)),
  )
  try {
    return (await promisify(execFile)(program, args, { cwd, env: { ...env, NO_COLOR: '1' }, timeout: STEP })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error })
  }
}

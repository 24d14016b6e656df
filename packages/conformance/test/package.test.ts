import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLAUSES } from '../src/index.ts'

const home = join(import.meta.dirname, '..')

/** Variants with a mistake, by the file that exports each. */
const WRONG = {
  'wrong.ts': 'limit-too-high',
  'timer.ts': 'timer-left',
  'no-limit.ts': 'no-connect-limit',
  'gullible.ts': 'trusts-anybody',
} as const

describe('the package, installed in an empty folder', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interleave-package-'))
    execFileSync(process.execPath, [join(home, 'scripts/build.ts')], { stdio: 'pipe' })
    const packed = execFileSync('npm', ['pack', join(home, 'dist'), '--json'], { cwd: folder, stdio: 'pipe' })
    const [{ filename }] = JSON.parse(packed.toString()) as [{ filename: string }]
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n')
    const options = ['--no-audit', '--no-fund', '--loglevel=error']
    execFileSync('npm', ['install', ...options, `./${filename}`], { cwd: folder, stdio: 'pipe', timeout: 120_000 })
    // Somebody else's variants: those of this suite, written against the package instead of the workspace.
    cpSync(join(home, 'test/planted'), join(folder, 'planted'), { recursive: true })
    for (const file of globSync('planted/*.ts', { cwd: folder })) {
      const text = readFileSync(join(folder, file), 'utf8')
      const path = join(folder, file)
      writeFileSync(path, text.replace(/@interleave\/(contract|flags|trace|origin)/g, '@interleave/conformance/$1'))
    }
    const exporting = (what: string) => `import { CONTROL, PLANTS } from './planted/plants.ts'\nexport const ${what}\n`
    writeFileSync(join(folder, 'right.ts'), exporting('variant = CONTROL'))
    for (const [file, id] of Object.entries(WRONG)) {
      const found = `PLANTS.find(({ variant }) => variant.id === '${id}')!.variant`
      writeFileSync(join(folder, file), exporting(`variant = ${found}`))
    }
    writeFileSync(join(folder, 'nothing.ts'), exporting('other = CONTROL, rest = PLANTS'))
    writeFileSync(join(folder, 'null.ts'), exporting('variant = null'))
    const lacking = "variant = { ...CONTROL, traits: { ...CONTROL.traits, lacks: { cancel: 'A typo.' } } }"
    writeFileSync(join(folder, 'typo.ts'), exporting(lacking))
    writeFileSync(
      join(folder, 'quitter.ts'),
      `${exporting('variant = CONTROL')}setTimeout(() => process.exit(0), 200)\n`,
    )
    writeFileSync(join(folder, 'stayer.ts'), `${exporting('variant = CONTROL')}setInterval(() => {}, 1000)\n`)
  }, 300_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** As in a shell with the Node that runs this test. */
  const conformance = (...args: string[]) =>
    spawnSync('npx', ['--no-install', 'interleave-conformance', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, FC_RUNS: '5', NODE_OPTIONS: '', npm_config_loglevel: 'error' },
      timeout: 240_000,
    })

  test('a variant that is right keeps every clause', { timeout: 300_000 }, () => {
    const { stdout, stderr, status } = conformance('./right.ts')
    expect(stdout.split('\n').filter((line) => line.startsWith('✗'))).toEqual([])
    for (const { id } of CLAUSES) expect(stdout).toContain(`✓ ${id} `)
    expect(stdout).toMatch(/\ncontrol: \d+ kept, 0 failed, 0 excused\n$/)
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })

  test('a mistake is found, in words and as data', { timeout: 60_000 }, () => {
    const said = conformance('./wrong.ts', '--only', 'D1,d5')
    expect(said.stdout).toContain('✓ D1 ')
    expect(said.stdout).toMatch(/✗ D5 .*\n +the peak with 1 at once: expected 2 to be less than or equal to 1/)
    expect(said.status).toBe(1)
    const { stdout, status } = conformance('./wrong.ts', '--only', 'D5', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      variant: 'limit-too-high',
      findings: [{ clause: 'D5', state: 'fails', reason: /the peak/ }],
    })
    expect(status).toBe(1)
  })

  test('whatever it loads by address is there', () => {
    const installed = join(folder, 'node_modules/@interleave/conformance')
    const addresses = globSync('**/*.js', { cwd: installed }).flatMap((file) => {
      const found = readFileSync(join(installed, file), 'utf8').matchAll(/new URL\((['"])(.+?)\1, import\.meta\.url\)/g)
      return [...found].map(([, , address = '']) => join(installed, dirname(file), address))
    })
    expect(addresses.filter((address) => !existsSync(address))).toEqual([])
    const scripts = addresses.map((address) => basename(address)).filter((name) => name.endsWith('.js'))
    expect(scripts.toSorted()).toEqual([
      'full-listener-thread.js',
      'judge-child.js',
      'origin-worker.js',
      'probe-child.js',
      'try-certificates-child.js',
      'watch-parent-worker.js',
    ])
  })

  // Each needs a thread or a process of the package's own. They run, or nothing would be found.
  test.for([
    ['R9', './timer.ts', 'resources'],
    ['F3', './no-limit.ts', "expected [ 'timeout', 'timeout' ]"],
    ['F26', './gullible.ts', "expected { right: 'ok'"],
  ] as const)('%s rejects %s, with a script of its own', { timeout: 60_000 }, ([clause, file, reason]) => {
    const { stdout, status } = conformance(file, '--only', clause, '--patience', '3000')
    expect(stdout).toContain(`✗ ${clause} `)
    expect(stdout).toContain(reason)
    expect(status).toBe(1)
  })

  test.for([
    [[], 'Which module?'],
    [['./missing.ts'], 'There is no file'],
    [['./nothing.ts'], 'must export `variant`'],
    [['./null.ts'], 'must export `variant`'],
    [['./planted'], 'is no file'],
    [['./typo.ts'], 'it says cancel.'],
    [['./quitter.ts', '--only', 'D15'], 'The process ended before the last clause'],
    [['./right.ts', '--only', 'Z9'], 'There is no clause Z9; see --list.'],
    [['./right.ts', '--patience', 'long'], 'It must be a whole number of ms, from 1.'],
    [['./right.ts', '--only', ','], 'It names no clause'],
  ] as const)('a wrong call %j is told, with exit code 2', { timeout: 60_000 }, ([args, sentence]) => {
    const { stderr, status } = conformance(...args)
    expect(stderr).toContain(sentence)
    expect(status).toBe(2)
  })

  test('what a variant leaves behind doesn’t keep the command', { timeout: 60_000 }, () => {
    const { stdout, status } = conformance('./stayer.ts', '--only', 'D19', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ clause: 'D19', state: 'kept' }] })
    expect(status).toBe(0)
  })

  test('it says how it is used', { timeout: 60_000 }, () => {
    const help = conformance('--help')
    expect(help.stdout).toContain('npx @interleave/conformance ./my-variant.ts --only D5,D7')
    expect(help.status).toBe(0)
    expect(conformance('--list').stdout).toContain('D5   never more than m requests are open\n')
  })

  test('its types are those of the sources', { timeout: 60_000 }, () => {
    writeFileSync(
      join(folder, 'typed.ts'),
      "import { CLAUSES, conform } from '@interleave/conformance'\nimport type { Variant } from '@interleave/conformance/contract'\nimport { openDispatcher } from '@interleave/conformance/flags/dispatcher'\n" +
        'export const client = openDispatcher({ connections: 5 })\n' +
        'export const first: string | undefined = CLAUSES[0]?.id\nexport const hold = (variant: Variant): void => conform(variant)\n' +
        '// @ts-expect-error -- a number is no variant\nconform(1)\n',
    )
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--target',
      'esnext',
      '--types',
      '',
    ]
    const tsc = spawnSync(join(home, 'node_modules/.bin/tsc'), [...options, 'typed.ts'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(tsc.stdout).toBe('')
    expect(tsc.status).toBe(0)
  })
})

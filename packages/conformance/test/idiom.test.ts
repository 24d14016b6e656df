import { readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeOf } from '../src/idiom/code-of.ts'
import { houseBreaches } from '../src/idiom/house-rules.ts'
import { IDIOMS, type Idiom } from '../src/idiom/idioms.ts'
import { impurities } from '../src/idiom/impurities.ts'

const { FC_SEED } = process.env
if (FC_SEED) fc.configureGlobal({ seed: Number(FC_SEED) })

describe('codeOf', () => {
  test.each([
    ['a line comment', 'go() // await\nnext()', 'go() \nnext()'],
    ['a block comment', 'go(/* async\n */ 1)', 'go(\n 1)'],
    ['a string', `say('await', "as\\"ync")`, `say('', "")`],
    ['a comment in a string', `say('// no') + 1`, `say('') + 1`],
    ['a template', 'say(`await ${await x} async`)', 'say(`${await x}`)'],
    ['a template in a template', 'say(`a${`b${await c}` + { d: 1 }}e`) // f', 'say(`${`${await c}` + { d: 1 }}`) '],
    ['a regular expression', 'x.match(/["\'`]await/)', 'x.match(/ /)'],
    ['a division', 'a / b / await c', 'a / b / await c'],
  ])('takes %s out', (_, source, code) => {
    expect(codeOf(source)).toBe(code)
  })
})

test('a line keeps its number, whatever stands before it', () => {
  const pieces = [
    'a = b',
    '// `x',
    '/* " \n */',
    "'it`s'",
    '`one ${two + `${three}`}\n`',
    'x / y',
    'call(/[/`]/)',
    '{}',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (drawn) => {
      const source = drawn.join('\n')
      const code = codeOf(`${source}\nawait last`)
      expect(code.split('\n')).toHaveLength(source.split('\n').length + 1)
      expect(code.endsWith('\nawait last')).toBe(true)
      expect(codeOf(code).trim()).toBe(code.trim())
    }),
  )
})

describe('each idiom', () => {
  const trespasses: [string, string, string][] = [
    ['sequential', 'downloader.ts', 'export async function getFlag() {}'],
    ['threads', 'spinner.ts', 'await slow()'],
    ['callback', 'queue.ts', 'new Promise(() => {})'],
    ['callback', 'downloader.ts', "import { rename } from 'x'\nwork().then(done)"],
    ['promise', 'pool.ts', 'const run = async () => {}'],
    ['generator', 'downloader.ts', 'const image = await request(url)'],
    ['async-await', 'downloader.ts', 'return request(url).then(check)'],
    ['rxjs', 'downloader.ts', 'return from(Promise.all(codes.map(downloadOne)))'],
    ['nursery', 'downloader.ts', 'const controller = new AbortController()'],
  ]

  test.each(trespasses)('%s: a trespass in %s is found: %s', (id, name, source) => {
    const idiom = IDIOMS[id] as Idiom
    const breaches = impurities({ files: new Map([[name, source]]) }, idiom)
    expect(breaches.filter((breach) => !breach.includes('never says'))).not.toEqual([])
  })

  test('a program that lacks what makes the model is found', () => {
    const files = new Map([['downloader.ts', 'export function getFlag() {}']])
    expect(impurities({ files }, IDIOMS.generator as Idiom)).toEqual([
      'downloader.ts never says function*',
      'downloader.ts never says yield*',
    ])
  })

  test('the word in a comment or a string is none', () => {
    const files = new Map([['queue.ts', "// no Promise here\nsay('await')"]])
    expect(impurities({ files }, IDIOMS.callback as Idiom)).toEqual([])
  })

  test('every package of a variant has one', () => {
    const packages = readdirSync(new URL('../../', import.meta.url)).filter((name) => name.startsWith('variant-'))
    expect(Object.keys(IDIOMS).toSorted()).toEqual(packages.map((name) => name.slice('variant-'.length)).toSorted())
  })
})

describe('the house', () => {
  const files = new Map([
    ['index.ts', ''],
    ['spinner.ts', 'export function* spin() {}\nexport const slow = () => 1\nexport async function supervisor() {}'],
    [
      'downloader.ts',
      'export function getFlag() {}\nexport function downloadOne() {}\nexport function downloadMany() {}',
    ],
  ])

  test('is content with what it asks for', () => {
    expect(houseBreaches({ files, readme: '# One\n' })).toEqual([])
  })

  test('misses a file, a function, a README, and brevity', () => {
    expect(houseBreaches({ files: new Map([...files].slice(1)), readme: 'x' })).toEqual(['There is no index.ts.'])
    const renamed = new Map([...files, ['spinner.ts', 'export function spin() {}\nfunction slow() {}\n// supervisor']])
    expect(houseBreaches({ files: renamed, readme: 'x' })).toEqual([
      'spinner.ts exports no slow.',
      'spinner.ts exports no supervisor.',
    ])
    expect(houseBreaches({ files })).toEqual(['There is no README.md.'])
    expect(houseBreaches({ files, readme: 'line\n'.repeat(41) })).toEqual(['README.md has 41 lines; 40 are the most.'])
  })
})

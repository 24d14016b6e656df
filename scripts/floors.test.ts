import { describe, expect, test } from 'vitest'
import { floorBreaches, type Package } from './floors.ts'

function using(name: string, file: string, specifier: string): Package[] {
  return [{ name: `@interleave/${name}`, dependencies: [], devDependencies: [], imports: [{ file, specifier }] }]
}

describe('the floors', () => {
  test.each([
    ['trace', 'src/a.ts', '@interleave/contract'],
    ['origin', 'src/a.ts', '@interleave/flags'],
    ['variant-rxjs', 'src/a.ts', '@interleave/flags'],
    ['variant-nursery', 'src/a.ts', '@interleave/nursery'],
    ['variant-rxjs', 'test/a.ts', '@interleave/conformance'],
    ['variant-rxjs', 'test/a.ts', '@interleave/origin'],
    ['conformance', 'src/a.ts', '@interleave/origin'],
    ['lineup', 'src/a.ts', '@interleave/variant-rxjs'],
    ['demo', 'src/a.ts', '@interleave/lineup'],
    ['contract', 'src/a.ts', 'undici'],
    ['nursery', 'examples/a.ts', '@interleave/nursery'],
    ['nursery', 'test/a.ts', '@interleave/origin'],
  ])('%s may use in %s %s', (name, file, specifier) => {
    expect(floorBreaches(using(name, file, specifier))).toEqual([])
  })

  test.each([
    ['contract', 'src/a.ts', '@interleave/flags'],
    ['trace', 'src/a.ts', '@interleave/origin'],
    ['nursery', 'src/a.ts', '@interleave/contract'],
    ['nursery', 'src/a.ts', '@interleave/origin'],
    ['trace', 'test/a.ts', '@interleave/origin'],
    ['origin', 'src/a.ts', '@interleave/nursery'],
    ['variant-rxjs', 'src/a.ts', '@interleave/variant-promise'],
    ['variant-rxjs', 'test/a.ts', '@interleave/variant-promise/src/pool.ts'],
    ['variant-rxjs', 'src/a.ts', '@interleave/conformance'],
    ['variant-rxjs', 'test/a.ts', '@interleave/lineup'],
    ['conformance', 'src/a.ts', '@interleave/nursery'],
    ['conformance', 'test/a.ts', '@interleave/variant-rxjs'],
    ['demo', 'src/a.ts', '@interleave/variant-rxjs'],
    ['demo', 'src/a.ts', '@interleave/bench'],
    ['bench', 'src/a.ts', '@interleave/conformance'],
  ])('%s must not use in %s %s', (name, file, specifier) => {
    expect(floorBreaches(using(name, file, specifier))).toHaveLength(1)
  })

  test('what package.json declares counts too', () => {
    const one = { name: '@interleave/trace', dependencies: ['@interleave/lineup'], devDependencies: [], imports: [] }
    expect(floorBreaches([one])).toEqual([
      '@interleave/trace: package.json uses @interleave/lineup: a floor stands only on lower ones.',
    ])
  })
})

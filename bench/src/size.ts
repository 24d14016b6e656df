import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** What an import costs whoever ships it to a browser. */
export interface Size {
  readonly what: string
  readonly minified: number
  readonly gzipped: number
}

/** The names that make up the nursery's core: scopes, nurseries, time limits, cancellation; no channels, no locks. */
const CORE = [
  'run',
  'openNursery',
  'CancelScope',
  'moveOnAfter',
  'failAfter',
  'sleep',
  'sleepForever',
  'checkpoint',
  'currentTime',
  'abortable',
  'NurseryError',
  'isCancelled',
]

const IMPORTS: Readonly<Record<string, string>> = {
  'nursery: the core': `export { ${CORE.join(', ')} } from '@interleave/nursery'`,
  'nursery: openNursery and sleep alone': `export { openNursery, sleep } from '@interleave/nursery'`,
  'nursery: the whole barrel': `export * from '@interleave/nursery'`,
  'Effection: everything': `export * from 'effection'`,
  'Effect: forkChild, sleep, runPromise': `import * as Effect from 'effect/Effect'
    export const { forkChild, sleep, runPromise, scoped, timeout } = Effect`,
  'p-queue': `export { default } from 'p-queue'`,
}

/** Asked of {@link measureSizes}'s first entry: bytes, minified and gzipped. */
export const CORE_LIMIT = 6_000

/** A module that exists in memory alone, placed here so that imports resolve from this package. */
const ENTRY = fileURLToPath(new URL('size-entry.js', import.meta.url))

/** Bundles each import for a browser, minified, and weighs it with gzip at its best. */
export async function measureSizes(): Promise<Size[]> {
  return Promise.all(
    Object.entries(IMPORTS).map(async ([what, code]) => {
      const text = await bundle(code)
      return { what, minified: Buffer.byteLength(text), gzipped: gzipSync(text, { level: 9 }).byteLength }
    }),
  )
}

async function bundle(code: string): Promise<string> {
  const bundled = await rolldown({
    input: ENTRY,
    platform: 'browser',
    external: /^node:/,
    treeshake: true,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
  })
  const { output } = await bundled.generate({ minify: true, format: 'esm' })
  await bundled.close()
  return output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')
}

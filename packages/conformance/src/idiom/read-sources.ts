import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A variant's package, as far as it can be read. */
export interface Sources {
  /** Text of each file of `src`, by its path there. */
  readonly files: ReadonlyMap<string, string>
  /** Text of the README; absent when there is none. */
  readonly readme?: string
}

/** Reads the package that a variant's `module`, its `src/index.ts`, belongs to. */
export function readSources(module: string): Sources {
  const folder = dirname(fileURLToPath(module))
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  try {
    return { files, readme: readFileSync(join(folder, '../README.md'), 'utf8') }
  } catch {
    return { files }
  }
}

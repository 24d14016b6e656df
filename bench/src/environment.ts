import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** Where and with what the samples were taken. Nothing in it names a machine or a person. */
export interface Environment {
  readonly date: string
  readonly node: string
  readonly v8: string
  readonly platform: string
  readonly cores: number
  readonly processor: string
  readonly memoryGiB: number
  /** The machine's load when the run began: above 1 it wasn't alone. */
  readonly load: number
  readonly seed: number
  readonly rounds: number
  readonly packages: Readonly<Record<string, string>>
}

const PEERS = ['effect', 'effection', 'p-limit', 'p-map', 'p-queue', 'async', 'rxjs', 'rolldown']

/** Describes this machine and the versions that are measured. */
export async function describeEnvironment(run: { seed: number; rounds: number }): Promise<Environment> {
  const versions = await Promise.all(PEERS.map(async (name) => [name, await versionOf(name)] as const))
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    ...run,
    packages: Object.fromEntries(versions),
  }
}

async function versionOf(name: string): Promise<string> {
  const entry = createRequire(import.meta.url).resolve(name)
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
    const found = JSON.parse(text) as { name?: string; version?: string }
    if (found.name === name && found.version !== undefined) return found.version
  }
  throw new Error(`No package.json of ${name} was found above ${entry}.`)
}

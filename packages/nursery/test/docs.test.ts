import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SnippetResult } from './run-snippets.ts'
import { listPages, readLinks, readSnippets } from './snippets.ts'

/*
 * Every `ts` fence of README.md and docs/ is a program: it is type-checked and run, and it must print what its `// => …`
 * comments say, in their order. A fence that uses the vitest fixtures holds tests; they run here, among these.
 */

const root = new URL('../', import.meta.url)
const pages = await listPages(root)
const snippets = (await Promise.all(pages.map((page) => readSnippets(root, page)))).flat()

// Inside the package, so that the package can import itself by its name as a user's code does.
await mkdir(new URL('.snippets/', root), { recursive: true })
const folder = await mkdtemp(fileURLToPath(new URL('.snippets/', root)))
const files = snippets.map((snippet) => ({ ...snippet, file: `${folder}/${snippet.at.replace(/[/:]/g, '-')}.ts` }))
const tsconfig = {
  extends: '../../../../tsconfig.json',
  compilerOptions: { moduleDetection: 'force' },
  include: ['*.ts'],
}
await Promise.all([
  writeFile(`${folder}/tsconfig.json`, JSON.stringify(tsconfig)),
  ...files.map(({ file, code }) => writeFile(file, code)),
])
afterAll(() => rm(folder, { recursive: true }))

it('has no type error in any snippet', { timeout: 60_000 }, async () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  expect(await runNode([tsc, '-p', folder])).toBe('')
})

describe('prints what it says', () => {
  const results = new Map<string, SnippetResult>()
  const programs = files.filter(({ isTest }) => !isTest)

  beforeAll(async () => {
    const runner = fileURLToPath(new URL('run-snippets.ts', import.meta.url))
    const output = await runNode([runner, ...programs.map(({ file }) => file)])
    for (const line of output.split('\n').filter((text) => text.startsWith('{'))) {
      const result = JSON.parse(line) as SnippetResult
      results.set(result.file, result)
    }
  }, 60_000)

  it.each(programs)('$at', ({ file, expected }) => {
    const result = results.get(file)
    expect(result, `${basename(file)} never came to its end`).toBeDefined()
    expect(result?.error).toBeUndefined()
    expect(result?.printed).toEqual(expected)
  })
})

describe.each(files.filter(({ isTest }) => isTest))('passes: $at', async ({ file }) => {
  await import(pathToFileURL(file).href)
})

it.each(pages)('links only to files that exist: %s', async (page) => {
  const links = await readLinks(root, page)
  const found = await Promise.all(
    links.map((link) =>
      access(link).then(
        () => true,
        () => false,
      ),
    ),
  )
  expect(links.filter((_, n) => found[n] === false).map(String)).toEqual([])
})

/** What the program wrote, to either stream. */
function runNode(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: fileURLToPath(root) }, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
}

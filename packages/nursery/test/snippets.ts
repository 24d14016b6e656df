import { readdir, readFile } from 'node:fs/promises'

/** A `ts` fence of a page. */
export interface Snippet {
  /** `docs/time.md:12`: where its code begins. */
  readonly at: string
  readonly code: string
  /** The lines that it must print, in this order: its `// => …` comments. */
  readonly expected: readonly string[]
  /** It holds tests of its own, which are registered instead of running it as a program. */
  readonly isTest: boolean
}

/** The package's own pages: README.md and docs/*.md. */
export async function listPages(root: URL): Promise<readonly string[]> {
  const names = await readdir(new URL('docs/', root))
  return ['README.md', ...names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
}

/** Every `ts` fence of a page. */
export async function readSnippets(root: URL, page: string): Promise<readonly Snippet[]> {
  const text = await readFile(new URL(page, root), 'utf8')
  return Array.from(text.matchAll(/^```ts\n([^]*?)^```$/gm), ({ index, 1: code = '' }) => ({
    at: `${page}:${text.slice(0, index).split('\n').length + 1}`,
    code,
    expected: Array.from(code.matchAll(/\/\/ => (.*)$/gm), ([, line = '']) => line),
    isTest: code.includes("'@interleave/nursery/vitest'"),
  }))
}

/** The targets of a page's links to other files of this repository. */
export async function readLinks(root: URL, page: string): Promise<readonly URL[]> {
  const text = await readFile(new URL(page, root), 'utf8')
  const targets = Array.from(text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g), ([, target = '']) => target)
  return targets.map((target) => new URL(target, new URL(page, root)))
}

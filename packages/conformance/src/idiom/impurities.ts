import { codeOf } from './code-of.ts'
import type { Idiom } from './idioms.ts'
import type { Sources } from './read-sources.ts'

/** Every place where sources leave their idiom, a sentence each; none where it is pure. */
export function impurities({ files }: Pick<Sources, 'files'>, { files: concerns, never, always }: Idiom): string[] {
  const found: string[] = []
  for (const [name, source] of files) {
    const code = codeOf(source)
    for (const [index, line] of code.split('\n').entries()) {
      if (!concerns(name)) break
      for (const phrase of never) {
        if (phrase.pattern.test(line)) found.push(`${name}:${index + 1} says ${phrase.name}: ${line.trim()}`)
      }
    }
    for (const phrase of Object.entries(always).find(([program]) => program === name)?.[1] ?? []) {
      if (!phrase.pattern.test(code)) found.push(`${name} never says ${phrase.name}`)
    }
  }
  return found
}

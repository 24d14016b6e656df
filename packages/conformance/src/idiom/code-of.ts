/**
 * A source without its comments and without what stands in its strings and regular expressions: what is left is what
 * runs. The expressions inside a template are code, and stay. Quotes stay, and line feeds, so that a line keeps its number.
 *
 * @example
 * codeOf("await x // no await here: 'async'") // 'await x '
 */
export function codeOf(source: string): string {
  let code = ''
  // For each template that is open, how many braces of its expression are.
  const templates: number[] = []
  let at = 0
  const skip = (length: number) => {
    code += source.slice(at, at + length).replace(/[^\n]/g, '')
    at += length
  }
  while (at < source.length) {
    const rest = source.slice(at)
    const char = rest.charAt(0)
    const depth = templates.at(-1)
    const literal = LITERALS.map((pattern) => pattern.exec(rest)?.[0]).find((match) => match !== undefined)
    if (literal !== undefined) {
      skip(literal.length)
    } else if (char === '"' || char === "'") {
      code += char
      skip(stringLength(rest, char))
      code += char
    } else if (char === '/' && startsRegex(code)) {
      code += '/ /'
      skip(regexLength(rest))
    } else if (char === '`' || (char === '}' && depth === 0)) {
      if (char === '}') templates.pop()
      code += char
      const { length, opens } = templateLength(rest)
      skip(length)
      if (opens) templates.push(0)
      code += opens ? '${' : '`'
    } else {
      if (depth !== undefined && char === '{') templates.push((templates.pop() ?? 0) + 1)
      if (depth !== undefined && char === '}') templates.push((templates.pop() ?? 0) - 1)
      code += char
      at++
    }
  }
  return code
}

const LITERALS = [/^\/\/[^\n]*/, /^\/\*[\s\S]*?(?:\*\/|$)/]

/** The length of a string, its quotes included. */
function stringLength(text: string, quote: string): number {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return text.length
}

/** Up to the end of a piece of template text: its closing backtick, or the `${` that opens an expression. */
function templateLength(text: string): { length: number; opens: boolean } {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '`') return { length: at + 1, opens: false }
    else if (text.startsWith('${', at)) return { length: at + 2, opens: true }
  }
  return { length: text.length, opens: false }
}

/** A slash divides after a value, and opens a regular expression anywhere else. */
function startsRegex(code: string): boolean {
  const before = code.trimEnd()
  return before === '' || /[=(,:;!&|?{}[+\-*%<>~^]$|\breturn$|\bcase$/.test(before)
}

function regexLength(text: string): number {
  let isInClass = false
  for (let at = 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '[') isInClass = true
    else if (text[at] === ']') isInClass = false
    else if (text[at] === '/' && !isInClass) return at + 1
  }
  return 1
}

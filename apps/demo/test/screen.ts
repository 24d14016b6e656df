/** What a terminal shows after these bytes: carriage returns and backspaces move, the rest is written over. */
export function screenOf(text: string): string[] {
  const lines: string[][] = [[]]
  let column = 0
  for (const character of text) {
    if (character === '\n') {
      lines.push([])
      column = 0
    } else if (character === '\r') column = 0
    else if (character === '\b') column = Math.max(0, column - 1)
    else {
      const line = lines.at(-1) ?? []
      while (line.length < column) line.push(' ')
      line[column++] = character
    }
  }
  return lines.map((line) => line.join('').trimEnd())
}

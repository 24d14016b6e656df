/** A text whose part between `<!-- name -->` and `<!-- /name -->` is replaced. Throws when it lacks the two marks. */
export function between(text: string, name: string, part: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const from = text.indexOf(open)
  const to = text.indexOf(close, from)
  if (from < 0 || to < 0) throw new Error(`There must be ${open} and ${close}.`)
  return `${text.slice(0, from + open.length)}\n\n${part}\n\n${text.slice(to)}`
}

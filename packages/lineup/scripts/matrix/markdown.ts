/** A table in Markdown; the formatter aligns it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Ids in short: `D12–D14, R4`. */
export function ranges(ids: readonly string[]): string {
  const runs: string[][] = []
  for (const id of ids) {
    const last = runs.at(-1)?.at(-1)
    const follows = last !== undefined && last[0] === id[0] && Number(last.slice(1)) + 1 === Number(id.slice(1))
    if (follows) runs.at(-1)?.push(id)
    else runs.push([id])
  }
  return runs.map((run) => (run.length < 3 ? run.join(', ') : `${run[0]}–${run.at(-1)}`)).join(', ')
}

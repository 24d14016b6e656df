/** One column of a text table. */
export interface Column<Row> {
  /** Its heading, one string for each line of it. */
  readonly heading: readonly string[]
  readonly cell: (row: Row) => string
  /** Words to the left, numbers to the right. Default `right`. */
  readonly align?: 'left' | 'right'
}

/**
 * A table in plain characters: headings, a rule, one line for each row. Two spaces between columns, or one where the
 * table would else be wider than `width`.
 *
 * @example
 * renderTable([{ heading: ['variant'], align: 'left', cell: (row) => row.id }], [{ id: 'rxjs' }], 80)
 */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string {
  const depth = Math.max(...columns.map(({ heading }) => heading.length))
  const headings = Array.from({ length: depth }, (_, line) =>
    columns.map(({ heading }) => heading[line - (depth - heading.length)] ?? ''),
  )
  const body = rows.map((row) => columns.map(({ cell }) => cell(row)))
  const widths = columns.map((_, at) => Math.max(...[...headings, ...body].map((cells) => cells[at]?.length ?? 0)))
  const rule = widths.map((cells) => '-'.repeat(cells))

  const wide = widths.reduce((sum, cells) => sum + cells + 2, -2) <= width
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) =>
        columns[at]?.align === 'left' ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join(wide ? '  ' : ' ')
      .trimEnd()
  return [...headings, rule, ...body].map((cells) => `${line(cells)}\n`).join('')
}

import { expect, test } from 'vitest'
import { renderTable, type Column } from '../src/table.ts'

interface Row {
  readonly id: string
  readonly n: number
}

const columns: readonly Column<Row>[] = [
  { heading: ['variant'], align: 'left', cell: ({ id }) => id },
  { heading: ['not', 'found'], cell: ({ n }) => String(n) },
]

test('words to the left, numbers to the right, headings at the bottom of their lines', () => {
  expect(
    renderTable(
      columns,
      [
        { id: 'rxjs', n: 6 },
        { id: 'async-await', n: 12 },
      ],
      80,
    ),
  ).toBe(
    `               not
variant      found
-----------  -----
rxjs             6
async-await     12
`,
  )
})

test('a narrow screen gets narrower gaps', () => {
  expect(renderTable(columns, [{ id: 'rxjs', n: 6 }], 13).split('\n')[1]).toBe('variant found')
  expect(renderTable(columns, [{ id: 'rxjs', n: 6 }], 14).split('\n')[1]).toBe('variant  found')
})

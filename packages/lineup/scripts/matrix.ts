// Writes the matrix from the tests' results: node packages/lineup/scripts/matrix.ts [--check]
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { PEERS } from '../../conformance/test/peers/peers.ts'
import { lineup } from '../src/index.ts'
import { fullMatrix } from './matrix/full-matrix.ts'
import { between } from './matrix/between.ts'
import { mutantsReport } from './matrix/mutants-report.ts'
import { peerRow, variantRow } from './matrix/row.ts'
import { shortMatrix } from './matrix/short-matrix.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const root = new URL('../../../', import.meta.url)
const rows = [...(await Promise.all(lineup.map(variantRow))), ...PEERS.map(peerRow)]
const readme = readFileSync(new URL('README.md', root), 'utf8')
const pages: Readonly<Record<string, string>> = {
  'README.md': between(readme, 'matrix', shortMatrix(rows)),
  'packages/conformance/MATRIX.md': fullMatrix(rows),
  'packages/conformance/MUTANTS.md': mutantsReport(),
}

for (const [path, text] of Object.entries(pages)) {
  const wanted = formatted(path, text)
  if (values.check) {
    if (wanted === readIfThere(path)) continue
    console.error(`${path} is stale: write it with \`pnpm run matrix\`.`)
    process.exitCode = 1
  } else {
    writeFileSync(new URL(path, root), wanted)
    console.log(path)
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), 'utf8')
  } catch {
    return undefined
  }
}

/** As the formatter would have it, so that the format check and this one agree. */
function formatted(path: string, text: string): string {
  const oxfmt = fileURLToPath(new URL('node_modules/.bin/oxfmt', root))
  const { status, stdout, stderr } = spawnSync(oxfmt, ['--stdin-filepath', path], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`oxfmt could not format ${path}: ${stderr}`)
  return stdout
}

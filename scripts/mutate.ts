// Changes one package's source in one place at a time, and asks its tests of each change:
//   node scripts/mutate.ts variant-promise
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [name = ''] = process.argv.slice(2)
const folder = `${root}packages/${name}`
if (!/^(nursery|variant-\w[\w-]*)$/.test(name) || !existsSync(folder)) {
  console.error('Say which package to change: nursery, or a variant such as variant-promise.')
  process.exit(2)
}
const config = name === 'nursery' ? 'nursery' : 'variant'
const { status } = spawnSync(
  `${root}node_modules/.bin/stryker`,
  ['run', `../../scripts/mutation/${config}.config.json`],
  {
    cwd: folder,
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1

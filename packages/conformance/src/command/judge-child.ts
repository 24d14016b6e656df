// Started by judge-apart.ts in a process of its own: node judge-child.ts TASK, a Task as JSON
import { writeSync } from 'node:fs'
import { inspect } from 'node:util'
import { UsageError } from '@interleave/contract'
import { ANSWER } from '../descriptors.ts'
import { judgeAll } from './judge-all.ts'
import { loadVariant } from './load-variant.ts'
import type { Task, Told } from './told.ts'
import { watchParent } from './watch-parent.ts'

const { module, only, patience, limit } = JSON.parse(process.argv[2] ?? '') as Task

watchParent()
try {
  tell({ kind: 'begins', name: `loading ${module}`, limit })
  const variant = await loadVariant(module)
  const { id, title } = variant
  tell({ kind: 'loaded', id, title })
  await judgeAll(variant, {
    only,
    patience,
    begin: (name, drawing) => tell({ kind: 'begins', name, limit: limit + drawing }),
    tell: (finding) => tell({ kind: 'found', finding }),
  })
  tell({ kind: 'over' })
} catch (error) {
  // Whoever wrote a module that can't be loaded wants to know where.
  tell({ kind: 'refused', sentence: error instanceof UsageError ? error.message : inspect(error) })
}
// What a variant has left behind is told, and must not keep this process alive.
process.exit()

/** At once: whatever comes next may block this thread, or end the process. */
function tell(told: Told): void {
  writeSync(ANSWER, `${JSON.stringify(told)}\n`)
}

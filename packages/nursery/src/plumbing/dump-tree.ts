import type { RunState } from './run-state.ts'
import type { ScopeNode } from './scope-node.ts'
import type { TaskNode } from './task-node.ts'

/** A line of the tree, and what is to come below it. */
interface Line {
  readonly text: string
  readonly depth: number
  readonly below: ScopeNode | null
}

/** The tasks of a run, where they are, and what each of them waits for; one line each, indented. */
export function dumpTree(run: RunState): string {
  const lines: string[] = [`run ${run.name}`]
  const stack: Line[] = [{ text: describeTask(run.main), depth: 1, below: run.root }]
  for (let line = stack.pop(); line; line = stack.pop()) {
    lines.push('  '.repeat(line.depth) + line.text)
    if (!line.below) continue
    for (const below of linesBelow(line.below, line.depth + 1).toReversed()) stack.push(below)
  }
  const { pending } = run.abandoned
  if (pending > 0) lines.push(`  abandoned promises still pending: ${pending}`)
  return lines.join('\n')
}

function linesBelow(node: ScopeNode, depth: number): Line[] {
  const tasks = node.block ? [...node.block.tasks()] : []
  const owned = new Set(tasks.map((task) => task.own))
  const lines: Line[] = []
  for (const child of node.children ?? []) {
    if (owned.has(child)) continue
    // A task that isn't ready yet belongs to its start.
    const text = child === child.task.own ? `${describeTask(child.task)} (starting)` : describeScope(child)
    lines.push({ text, depth, below: child })
  }
  for (const task of tasks) lines.push({ text: describeTask(task), depth, below: task.own })
  return lines
}

function describeScope(node: ScopeNode): string {
  const kind = node.block ? `nursery ${node.block.name}` : `scope${node.name === undefined ? '' : ` ${node.name}`}`
  const notes: string[] = []
  if (node.due !== Infinity) notes.push(`${Math.round(node.due - node.run.clock.now())} ms left`)
  if (node.shield) notes.push('shielded')
  if (node.effective) notes.push(node.effective.message)
  return notes.length > 0 ? `${kind} (${notes.join(', ')})` : kind
}

function describeTask(task: TaskNode): string {
  const waits: string[] = []
  for (let waiter = task.waiting; waiter; waiter = waiter.nextOfTask) waits.unshift(waiter.describe())
  const doing = waits.length > 0 ? `waiting for ${waits.join(' and ')}` : task.status
  return `task ${task.name}: ${doing}`
}

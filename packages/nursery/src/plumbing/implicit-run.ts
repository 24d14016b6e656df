import { systemClock } from '../clock.ts'
import { macrotask } from './macrotask.ts'
import { RunState } from './run-state.ts'

let implicit: RunState | undefined
const watched = new Set<RunState>()

/** The run of all code that is in no other. It begins with its first use and never ends. */
export function implicitRun(): RunState {
  if (implicit) return implicit
  implicit = new RunState('implicit run', systemClock, function outside() {}, 'anonymous')
  // No code runs in its context, which is that of whoever happened to come first.
  implicit.main.rest = undefined
  watchExit(implicit)
  return implicit
}

/** From now on a process that runs dry fails this run instead of ending without a word. */
export function watchExit(run: RunState): void {
  if (watched.size === 0) globalThis.process?.on('beforeExit', failBlockedRuns)
  watched.add(run)
}

export function unwatchExit(run: RunState): void {
  watched.delete(run)
  if (watched.size === 0) globalThis.process?.off('beforeExit', failBlockedRuns)
}

/**
 * Node emits `beforeExit` when nothing is left that could ever wake a task: exactly a deadlock. The turn asked for here
 * makes it come back, should clean-up hang as well.
 */
function failBlockedRuns(): void {
  for (const run of watched) {
    if (run === implicit) {
      if (!run.main.waiting && !run.root.children?.size) continue
      implicit = undefined
      run.giveUp = () => unwatchExit(run)
    }
    // Foreign work that nothing in this process will ever end doesn't keep the clock from jumping any more.
    const { autojumpThreshold = Infinity } = run.clock
    const hasJumped = autojumpThreshold < Infinity && run.clock.autojump!()
    if (!hasJumped) run.deadlock()
    void macrotask()
  }
}

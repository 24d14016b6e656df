import { current } from '../plumbing/current.ts'
import { scopeToOpenIn } from '../plumbing/scope-to-open-in.ts'

/**
 * Calls `end` when the scope of the caller is cancelled, so that what was opened in it leaves no handle even where nobody
 * disposes of it: soon, if it is cancelled already. The function returned takes it back.
 */
export function endWithScope(end: () => void): () => void {
  const scope = scopeToOpenIn(current())
  if (scope.effective) {
    // Not in here: whoever calls is still making what is to be ended.
    queueMicrotask(end)
    return () => {}
  }
  const link = { cancel: end }
  const linked = (scope.linked ??= new Set())
  linked.add(link)
  return () => void linked.delete(link)
}

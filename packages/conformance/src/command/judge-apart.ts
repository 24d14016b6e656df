import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { UsageError } from '@interleave/contract'
import { ANSWER, PARENT } from '../descriptors.ts'
import type { Finding } from './finding.ts'
import { spawnApart } from './spawn-apart.ts'
import type { Task, Told } from './told.ts'

/** What became of a variant that was tried. */
export interface Judged {
  /** Absent where its module was never loaded. */
  readonly variant?: { readonly id: string; readonly title: string }
  readonly findings: readonly Finding[]
  /** Where not everything was tried: what was under way (a clause by its number), and what happened. */
  readonly stopped?: { readonly at: string; readonly reason: string }
}

/** Whom to tell what. */
export interface Listeners {
  /** Gets each finding as soon as it is there. */
  readonly found: (finding: Finding) => void
  /** Gets what there was until a signal, which ends this process next. */
  readonly interrupted: (judged: Judged) => void
}

/**
 * Tries a variant in a process of its own, whose standard output goes to this one's standard error. What takes longer than
 * its limit is ended, with all that the variant started; so is everything when this process ends, however that comes about.
 * Rejects with a `UsageError` for a module that is no variant.
 */
export async function judgeApart(task: Task, { found, interrupted }: Listeners): Promise<Judged> {
  const findings: Finding[] = []
  let told: { [Kind in Told['kind']]?: Extract<Told, { kind: Kind }> } = {}
  let timer: NodeJS.Timeout | undefined
  let isLate = false

  const judged = (): Judged => ({
    ...(told.loaded && { variant: { id: told.loaded.id, title: told.loaded.title } }),
    findings,
  })
  const stoppedBy = (how: string): Judged => {
    return {
      ...judged(),
      stopped: { at: told.begins?.name ?? THE_START, reason: `${how} What comes after was not tried.` },
    }
  }
  using apart = spawnApart(SCRIPT, [JSON.stringify(task)], {
    // The last one carries nothing: its end tells the other process of the end of this one.
    stdio: ['ignore', 2, 2, 'pipe', 'pipe'],
    onSignal: (signal) => interrupted(stoppedBy(`${signal} came at ${told.begins?.name ?? THE_START}.`)),
  })
  const { child, end } = apart

  const hear = (line: string) => {
    const news = JSON.parse(line) as Told
    told = { ...told, [news.kind]: news }
    if (news.kind === 'found') {
      findings.push(news.finding)
      found(news.finding)
    }
    if (news.kind !== 'begins') return
    clearTimeout(timer)
    const stop = () => {
      isLate = true
      end()
    }
    timer = setTimeout(stop, Math.min(news.limit, LONGEST))
  }

  try {
    // It is cut when the other process is ended.
    child.stdio[PARENT]?.on('error', () => {})
    const lines = createInterface({ input: child.stdio[ANSWER] as Readable }).on('line', hear)
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
    const [[code, signal]] = await Promise.all([ended, once(lines, 'close')])
    const { begins, refused, over } = told
    if (refused) throw new UsageError(refused.sentence)
    if (over) return judged()
    const at = begins?.name ?? THE_START
    return stoppedBy(
      isLate
        ? `${at} did not end within ${begins?.limit} ms: the variant blocks for ever, or waits for what never comes.`
        : `The process ended before the last clause, at ${at}, with ${signal ?? `exit code ${code}`}: the variant ended it, or waits for what never comes.`,
    )
  } finally {
    clearTimeout(timer)
  }
}

const SCRIPT = fileURLToPath(new URL('./judge-child.ts', import.meta.url))
const THE_START = 'the start'
/** ms; a timer that is to wait longer doesn't wait at all. */
const LONGEST = 2 ** 31 - 1

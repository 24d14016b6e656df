import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** How one clause went with one mutant. */
export interface Answer {
  readonly clause: string
  readonly isRejected: boolean
}

/** Who is asked, and what. */
export interface Question {
  /** Path of a script that writes an answer on a line for each clause, in their order. */
  readonly script: string
  /** What it is started with, before the clauses. */
  readonly words: readonly string[]
  readonly clauses: readonly string[]
  /** The longest that it may be silent, in ms. */
  readonly silence: number
}

/** The exit code of a script that can't ask at all. */
export const CANNOT_ASK = 2

/**
 * Asks in a process of its own, and gives each answer as soon as it is there. A mutant that brings its process down, or
 * keeps it silent for too long, is rejected by the clause that was being tried; another process goes on with the next.
 * Throws when the script says, by exit code {@link CANNOT_ASK}, that there is no such mutant, or no way to try it here.
 */
export async function* ask({ script, words, clauses, silence }: Question): AsyncGenerator<Answer> {
  let rest = clauses
  while (rest.length > 0) {
    const child = spawn(process.execPath, [script, ...words, ...rest], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // Only what the clauses themselves draw, and not whatever this process was told to.
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const closed = once(child, 'close')
    let timer: NodeJS.Timeout | undefined
    const watch = () => {
      clearTimeout(timer)
      timer = setTimeout(() => child.kill('SIGKILL'), silence)
    }
    try {
      watch()
      for await (const line of createInterface({ input: child.stdout })) {
        watch()
        const answer = JSON.parse(line) as Answer
        rest = rest.filter((clause) => clause !== answer.clause)
        yield answer
      }
      const [code] = await closed
      if (code === CANNOT_ASK) throw new Error(`${script} can't ask ${words.join(' ')} about ${rest.join(', ')}.`)
      const [clause] = rest
      rest = rest.slice(1)
      if (clause !== undefined) yield { clause, isRejected: true }
    } finally {
      clearTimeout(timer)
      child.kill('SIGKILL')
    }
  }
}

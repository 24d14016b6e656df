/** Where the program writes. */
export interface Terminal {
  /** Standard output. */
  readonly out: (text: string) => void
  /** Standard error. */
  readonly err: (text: string) => void
  /** Standard output is a terminal that moves its cursor: frames may be drawn on it. */
  readonly live: boolean
  /** The same of standard error, where the progress line goes. */
  readonly progress: boolean
  /** Width in characters. */
  readonly columns: number
}

/** What may happen to standard output. */
export interface OutputEvents {
  /** Nobody reads it any more. */
  readonly closed: () => void
  /** It can't be written, as on a full disk. */
  readonly broken: (error: Error) => void
}

/** This process's terminal. */
export function processTerminal({ closed, broken }: OutputEvents): Terminal {
  const { stdout, stderr } = process
  // Both are told by an event; without a listener that would end the process with a stack trace.
  stdout.on('error', (error: NodeJS.ErrnoException) =>
    ['EPIPE', 'EIO'].includes(error.code ?? '') ? closed() : broken(error),
  )
  stderr.on('error', () => {})
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    live: stdout.isTTY && process.env['TERM'] !== 'dumb',
    progress: stderr.isTTY && process.env['TERM'] !== 'dumb',
    columns: stdout.columns ?? stderr.columns ?? 120,
  }
}

/** The same terminal with a silent standard output, for a run that ends in one JSON document. */
export function muted(terminal: Terminal): Terminal {
  return { ...terminal, out: () => {}, live: false }
}

/** Says on standard error, in a line, what went wrong with a variant. */
export function complain(terminal: Terminal, id: string, message: string): void {
  terminal.err(`interleave: ${id}: ${message}\n`)
}

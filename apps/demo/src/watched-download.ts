import type { Item } from '@interleave/contract'
import { download, type DownloadRecord, type DownloadTask } from './download.ts'
import { Progress } from './progress.ts'
import { itemLine } from './report.ts'
import type { Terminal } from './terminal.ts'

/** How a download is shown while it runs. */
export interface Watching {
  readonly terminal: Terminal
  /** A line for each item instead of the progress line. */
  readonly verbose?: boolean | undefined
}

/**
 * Downloads and shows it: a line for each item, or a progress line on standard error, which is erased at the end; where
 * standard error is no terminal, nothing.
 */
export async function watchedDownload(
  task: Omit<DownloadTask, 'onItem'>,
  { terminal, verbose }: Watching,
): Promise<DownloadRecord> {
  if (verbose) return download({ ...task, onItem: (item) => terminal.out(itemLine(item, task.site.base)) })
  if (!terminal.progress) return download({ ...task, onItem: () => {} })

  const progress = new Progress(task.codes.length, terminal.err, terminal.columns)
  const onItem = (_item: Item) => progress.tick()
  progress.start()
  try {
    return await download({ ...task, onItem })
  } finally {
    progress.erase()
    // As tqdm does, so that what follows starts at the margin.
    if (terminal.live) terminal.out('\r')
    else terminal.err('\r')
  }
}

import type { DownloadRecord } from '../../../src/download.ts'
import { troubleOf as rightTroubleOf } from '../../../src/verdict.ts'

export function troubleOf(record: DownloadRecord, base: string): string | undefined {
  const items = record.items.filter(({ failure }) => failure?.kind !== 'internal')
  return rightTroubleOf({ ...record, items }, base)
}

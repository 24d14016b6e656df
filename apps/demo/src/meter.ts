/** Options of {@link formatMeter}. */
export interface MeterOptions {
  /** Items done. */
  readonly done: number
  /** Items in all; absent when nobody knows. */
  readonly total?: number | undefined
  /** Seconds since the start. */
  readonly elapsed: number
  /** Cells of the bar. Default 10. */
  readonly width?: number
}

/**
 * The progress line of tqdm 1.0, byte for byte: percent and cells are cut off, never rounded up; the rate has five
 * places; without a total, or beyond it, there is no bar.
 *
 * @example
 * formatMeter({ done: 93, total: 676, elapsed: 47.69 })
 * // '|#---------| 93/676  13% [elapsed: 00:47 left: 04:58,  1.95 iters/sec]'
 */
export function formatMeter(options: MeterOptions): string {
  const { done, total, elapsed, width = 10 } = options
  const rate = elapsed === 0 ? '?' : (done / elapsed).toFixed(2).padStart(5)
  if (!total || done > total) return `${done} [elapsed: ${formatInterval(elapsed)}, ${rate} iters/sec]`

  const share = done / total
  const cells = Math.trunc(share * width)
  const bar = '#'.repeat(cells) + '-'.repeat(width - cells)
  const percent = String(Math.trunc(share * 100)).padStart(3)
  const left = done === 0 ? '?' : formatInterval((elapsed / done) * (total - done))
  return `|${bar}| ${done}/${total} ${percent}% [elapsed: ${formatInterval(elapsed)} left: ${left}, ${rate} iters/sec]`
}

/** Seconds as `MM:SS`, or `H:MM:SS` from an hour on. */
function formatInterval(seconds: number): string {
  const whole = Math.trunc(seconds)
  const pad = (part: number) => String(part).padStart(2, '0')
  const hours = Math.trunc(whole / 3600)
  const rest = `${pad(Math.trunc(whole / 60) % 60)}:${pad(whole % 60)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

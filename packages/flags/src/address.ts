import { UsageError } from '@interleave/contract'

/**
 * The address of a flag: `{base}/br/br.gif`. Throws {@link UsageError} unless the code is two ASCII letters, so that no
 * code can leave the folder it belongs to.
 *
 * @example
 * flagUrl('http://127.0.0.1:8001/flags', 'BR') // 'http://127.0.0.1:8001/flags/br/br.gif'
 */
export function flagUrl(base: string, code: string): string {
  const cc = lowerCode(code)
  return `${base}/${cc}/${cc}.gif`
}

/** The code in lower case, or a {@link UsageError} unless it is two ASCII letters. */
export function lowerCode(code: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) {
    throw new UsageError(
      `A country code is two letters from A to Z, such as BR; this isn't one: ${JSON.stringify(code)}`,
    )
  }
  return code.toLowerCase()
}

import type { Behaviour } from '@interleave/origin'

const BODY = `GIF89a${' '.repeat(4_000_000)};`

/** An image so large that to write it takes some time, and still within the limit. */
export const LARGE_IMAGE: Behaviour = {
  kind: 'status',
  status: 200,
  headers: { 'content-type': 'image/gif' },
  body: BODY,
}

/** Its size in bytes. */
export const LARGE_BYTES = BODY.length

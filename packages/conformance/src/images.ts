import { CODES, flagUrl } from '@interleave/flags'
import type { Origin } from '@interleave/origin'

const known = new WeakMap<Origin, Promise<ReadonlyMap<string, Buffer>>>()

/** Every flag as the origin has it; asked for once, before a clause tells the origin how to behave. */
export async function imagesOf(origin: Origin): Promise<ReadonlyMap<string, Buffer>> {
  const images = known.get(origin) ?? fetchAll(origin)
  known.set(origin, images)
  return images
}

async function fetchAll(origin: Origin): Promise<ReadonlyMap<string, Buffer>> {
  await origin.reset()
  const images = await Promise.all(CODES.map(async (code) => [code, await fetchOne(origin, code)] as const))
  await origin.reset()
  return new Map(images)
}

async function fetchOne(origin: Origin, code: string): Promise<Buffer> {
  const response = await fetch(flagUrl(origin.base, code))
  if (!response.ok) throw new Error(`The origin has no flag of ${code}: ${response.status}.`)
  return Buffer.from(await response.arrayBuffer())
}

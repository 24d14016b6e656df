import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { CAPACITY, type Pass } from './passing.ts'

async function produce(stream: PassThrough, count: number): Promise<void> {
  for (let item = 0; item < count; item += 1) {
    // An object stream can't carry null, but it carries numbers.
    if (!stream.write(item)) await once(stream, 'drain')
  }
  stream.end()
}

export const pass: Pass = async (count) => {
  const stream = new PassThrough({ objectMode: true, highWaterMark: CAPACITY })
  const producing = produce(stream, count)
  let sum = 0
  for await (const item of stream) sum += item as number
  await producing
  return sum
}

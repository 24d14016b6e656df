import { CAPACITY, type Pass } from './passing.ts'

async function produce(writable: WritableStream<number>, count: number): Promise<void> {
  const writer = writable.getWriter()
  for (let item = 0; item < count; item += 1) {
    await writer.ready
    void writer.write(item)
  }
  await writer.close()
}

export const pass: Pass = async (count) => {
  const strategy = new CountQueuingStrategy({ highWaterMark: CAPACITY })
  const { readable, writable } = new TransformStream<number, number>(undefined, strategy, strategy)
  const producing = produce(writable, count)
  let sum = 0
  for await (const item of readable) sum += item
  await producing
  return sum
}

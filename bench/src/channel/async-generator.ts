import type { Pass } from './passing.ts'

// oxlint-disable-next-line typescript/require-await -- the generator's own machinery is what is measured
async function* produce(count: number): AsyncGenerator<number> {
  for (let item = 0; item < count; item += 1) yield item
}

export const pass: Pass = async (count) => {
  let sum = 0
  for await (const item of produce(count)) sum += item
  return sum
}

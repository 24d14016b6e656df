/* What the tests of runInWorker call in other threads. */

// oxlint-disable-next-line import/no-default-export -- the default of `export` is `default`
export default function add(left: number, right: number): number {
  return left + right
}

export function fail(): never {
  throw new RangeError('in the worker')
}

export function failWithFunction(): never {
  throw new Error('disk full', { cause: () => {} })
}

export function die(): void {
  process.exit(7)
}

export async function uncaught(): Promise<void> {
  setTimeout(() => {
    throw new Error('nobody catches')
  })
  await new Promise(() => {})
}

export function uncopiable(): () => void {
  return () => {}
}

export function spin(busy: Int32Array): void {
  Atomics.store(busy, 0, 1)
  for (;;);
}

export function wait(flag: Int32Array): void {
  Atomics.store(flag, 0, 1)
  Atomics.wait(flag, 0, 1)
}

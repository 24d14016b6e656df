import { run } from '@interleave/nursery'

/* Hello, and the one mistake everybody makes once: `run` takes the function, not the promise that calling it gives. */

export async function main(): Promise<void> {
  console.log('Olá Trio!')
}

/** What `run(main())` says. Its types refuse it already, hence the assertion. */
export async function misuse(): Promise<void> {
  const promise: unknown = Promise.resolve()
  await run(promise as typeof main)
}

if (import.meta.main) {
  await run(main)
  await misuse().catch((error: unknown) => console.log(String(error)))
}

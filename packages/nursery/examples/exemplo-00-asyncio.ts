/*
 * Tasks that nobody waits for, as asyncio treats them: they begin when main lets the loop run, and they die with it.
 * Python's create_task is lazy and its loop stops with main; here a microtask defers the start, and timers that don't
 * keep the process alive let it end.
 */

/** Prints its start, sleeps `seconds`, and would print its end. */
async function coroutine(seconds: number): Promise<void> {
  console.log(`Iniciando corrotina ${seconds}`)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref())
  console.log(`Terminando corrotina ${seconds}`)
}

export function main(): void {
  for (const seconds of [1, 2, 3]) void Promise.resolve(seconds).then(coroutine)
  for (let x = 0; x < 10; x += 1) console.log(`Ihuu ${x}`)
}

if (import.meta.main) main()

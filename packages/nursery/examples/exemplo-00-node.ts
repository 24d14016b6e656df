/*
 * The same in plain Node: an async function runs at once up to its first await, so its line comes before the loop's; and
 * Node waits for the timers, so the ends come long after main returned, with nobody there to hear of an error.
 */

/** Prints its start, sleeps `seconds`, prints its end. */
async function coroutine(seconds: number): Promise<void> {
  console.log(`Iniciando corrotina ${seconds}`)
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  console.log(`Terminando corrotina ${seconds}`)
}

export function main(): void {
  for (const seconds of [1, 2, 3]) void coroutine(seconds)
  for (let x = 0; x < 10; x += 1) console.log(`Ihuu ${x}`)
}

if (import.meta.main) main()

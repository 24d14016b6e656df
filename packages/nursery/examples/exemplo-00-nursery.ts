import { openNursery, run, sleep } from '@interleave/nursery'

/* The same in a nursery: every task that begins also ends, and the line after the block comes after all of them. */

/** Prints its start, sleeps `seconds`, prints its end. */
async function coroutine(seconds: number): Promise<void> {
  console.log(`Iniciando corrotina ${seconds}`)
  await sleep(seconds * 1000)
  console.log(`Terminando corrotina ${seconds}`)
}

export async function main(): Promise<void> {
  await openNursery((nursery) => {
    for (const seconds of [1, 2, 3]) nursery.startSoon(coroutine, seconds)
    for (let x = 0; x < 10; x += 1) console.log(`Ihuu ${x}`)
  })
  console.log('Fim')
}

if (import.meta.main) await run(main)

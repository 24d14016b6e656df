import { AsyncEvent, openNursery, run, sleep } from '@interleave/nursery'

/* One event, many waiters: all go on once it is set, and it stays set. */

async function taskA(event: AsyncEvent): Promise<void> {
  console.log('Antes do evento acontecer - Tarefa inicial')
  await sleep(10_000)
  console.log('Agora pode acontecer!')
  event.set()
}

async function taskB(event: AsyncEvent): Promise<void> {
  console.log('Esperando a liberação do evento')
  await event.wait()
  console.log('Evento liberado')
}

export async function main(): Promise<void> {
  const event = new AsyncEvent()
  await openNursery((nursery) => {
    nursery.startSoon(taskA, event)
    nursery.startSoon(taskB, event)
    nursery.startSoon(taskB, event)
  })
}

if (import.meta.main) await run(main)

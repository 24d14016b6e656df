import { openNursery, run, sleep, Tracer } from '@interleave/nursery'

/* An instrument that prints what the scheduler does. */

async function child1(): Promise<void> {
  console.log('  child1: started! sleeping now...')
  await sleep(1000)
  console.log('  child1: exiting!')
}

async function child2(): Promise<void> {
  console.log('  child2: started! sleeping now...')
  await sleep(1000)
  console.log('  child2: exiting!')
}

export async function parent(): Promise<void> {
  console.log('parent: started!')
  await openNursery((nursery) => {
    console.log('parent: spawning child1...')
    nursery.startSoon(child1)
    console.log('parent: spawning child2...')
    nursery.startSoon(child2)
    console.log('parent: waiting for children to finish...')
  })
  console.log('parent: all done!')
}

if (import.meta.main) await run(parent, { instruments: [new Tracer()] })

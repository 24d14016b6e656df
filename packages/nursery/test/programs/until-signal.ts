import { run } from '../../src/index.ts'
import { openSignalReceiver } from '../../src/node.ts'

await run(async () => {
  using signals = openSignalReceiver('SIGUSR2')
  const next = signals[Symbol.asyncIterator]().next()
  setTimeout(() => console.log('waiting'))
  console.log((await next).value)
})

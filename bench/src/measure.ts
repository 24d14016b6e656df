// The measuring process: one scenario, one contender, one reading on the standard output.
import { writeSync } from 'node:fs'
import { measureHeap } from './measure-heap.ts'
import { measureTime } from './measure-time.ts'
import { scenarios } from './scenarios.ts'

const [scenarioId, contenderId] = process.argv.slice(2)
const scenario = scenarios.find((one) => one.id === scenarioId)
const load = scenario?.contenders[contenderId ?? '']
if (scenario === undefined || load === undefined) throw new Error(`There is no ${scenarioId} by ${contenderId}.`)

const contender = await load()
const measure = scenario.measure === 'time' ? measureTime : measureHeap
writeSync(1, JSON.stringify(await measure(contender, scenario.count)))
// Sleepers of a heap scenario would keep the process for hours.
process.exit(0)

import { channelScenario } from './channel/scenarios.ts'
import type { Scenario } from './scenario.ts'
import { sleepingScenario } from './sleeping/scenarios.ts'
import { spawnJoinScenarios } from './spawn-join/scenarios.ts'
import { startCancelScenario } from './start-cancel/scenarios.ts'

/** Everything that is timed or weighed, in the order of the report. */
export const scenarios: readonly Scenario[] = [
  ...spawnJoinScenarios,
  startCancelScenario,
  channelScenario,
  sleepingScenario,
]

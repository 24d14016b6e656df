import { startOrigin, startOriginThread } from '../src/index.ts'

/** Both ways to start; what holds for one holds for the other. */
export const STARTERS = [
  { name: 'in this process', start: startOrigin },
  { name: 'in a thread', start: startOriginThread },
]

import { timer } from 'rxjs'
import { LONG } from '../start-cancel/cancelling.ts'

export const run = (count: number): Promise<unknown> =>
  Promise.resolve(Array.from({ length: count }, () => timer(LONG).subscribe()))

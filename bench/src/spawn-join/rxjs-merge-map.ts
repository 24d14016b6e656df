import { lastValueFrom, mergeMap, range } from 'rxjs'
import type { Join } from './joins.ts'

export const join: Join = (task, count) => lastValueFrom(range(0, count).pipe(mergeMap((index) => task(index))))

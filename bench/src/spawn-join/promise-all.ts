import type { Join } from './joins.ts'

export const join: Join = (task, count) => Promise.all(Array.from({ length: count }, (_, index) => task(index)))

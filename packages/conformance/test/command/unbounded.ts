export { variant } from '../peers/promise-all.ts'

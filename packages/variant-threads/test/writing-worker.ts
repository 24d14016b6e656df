import { workerData } from 'node:worker_threads'
import { writeAll } from '../src/write-all.ts'

const { pipe, text }: { pipe: number; text: string } = workerData
writeAll(pipe, text)

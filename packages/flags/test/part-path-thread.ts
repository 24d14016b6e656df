import { parentPort } from 'node:worker_threads'
import { partPath } from '../src/files.ts'

parentPort!.postMessage(partPath('flags', 'BR'))

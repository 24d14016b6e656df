import { holdPeer } from './hold-peer.ts'
import { variant } from './p-queue.ts'

holdPeer(variant)

import { holdPeer } from './hold-peer.ts'
import { variant } from './promise-all.ts'

holdPeer(variant)

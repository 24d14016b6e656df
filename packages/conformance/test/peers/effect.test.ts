import { holdPeer } from './hold-peer.ts'
import { variant } from './effect.ts'

holdPeer(variant)

import { holdPeer } from './hold-peer.ts'
import { variant } from './effection.ts'

holdPeer(variant)

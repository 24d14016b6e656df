import { holdPeer } from './hold-peer.ts'
import { variant } from './p-map.ts'

holdPeer(variant)

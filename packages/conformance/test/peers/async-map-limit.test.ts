import { holdPeer } from './hold-peer.ts'
import { variant } from './async-map-limit.ts'

holdPeer(variant)

import { conform } from '@interleave/conformance'
import { variant } from '../src/index.ts'

conform(variant)

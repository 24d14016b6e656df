import { SIGNALS } from './signals.ts'
import { tryWithEachVariant } from './try-with-each-variant.ts'

tryWithEachVariant(SIGNALS)

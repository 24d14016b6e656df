import { SHORTAGE } from './shortage.ts'
import { tryWithEachVariant } from './try-with-each-variant.ts'

tryWithEachVariant(SHORTAGE)

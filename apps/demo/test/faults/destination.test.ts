import { DESTINATION } from './destination.ts'
import { tryWithEachVariant } from './try-with-each-variant.ts'

tryWithEachVariant(DESTINATION)

import { PIPES } from './pipes.ts'
import { tryWithEachVariant } from './try-with-each-variant.ts'

tryWithEachVariant(PIPES)

export { findVariant } from './find-variant.ts'
export { lineup, type LineupEntry } from './lineup.ts'

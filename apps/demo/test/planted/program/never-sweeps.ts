export * from '../../../src/sweep.ts'

export const sweepParts = async () => []

export * from '../../../src/exit-codes.ts'

export const exitCodeOf = () => 0

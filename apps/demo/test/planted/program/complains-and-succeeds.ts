export * from '../../../src/exit-codes.ts'

export const EXIT = { ok: 0, failed: 0, usage: 2 } as const

import { mergeConfig } from 'vitest/config'
import { shared } from '../../vitest.shared.ts'

// Most tests here start the program, and that a process of its own, which takes a second on a busy machine.
export default mergeConfig(shared, { test: { testTimeout: 120_000 } })

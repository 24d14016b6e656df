await import('../../../src/program.ts')
process.exit()

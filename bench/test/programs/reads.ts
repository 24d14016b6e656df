console.log(JSON.stringify({ value: typeof globalThis.gc === 'function' ? 1 : 0, cpu: 2, runs: process.argv.length }))

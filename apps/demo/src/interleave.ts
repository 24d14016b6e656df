#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { COMPILE_CACHE } from './compile-cache.ts'

// Before anything else is loaded, hence the rest in a module of its own.
enableCompileCache(process.env.NODE_COMPILE_CACHE ?? COMPILE_CACHE)
await import('./program.ts')

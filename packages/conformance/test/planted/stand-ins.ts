import { rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { flagPath, partPath } from '@interleave/flags'
import { drawsElsewhere } from './draws-elsewhere.ts'
import { makeVariant } from './make-variant.ts'

/** Right, and opens its temporary file before it asks, so that one is there at any instant. */
export const EARLY_OPENER = makeVariant('early-opener', {
  parts: (base) => {
    const parts = new Map<string, string>()
    return {
      async downloadOne(code, downloading) {
        const part = partPath(downloading.options.directory, code)
        parts.set(code, part)
        try {
          await writeFile(part, '', { flag: 'wx' })
          return await base.downloadOne(code, downloading)
        } finally {
          await rm(part, { force: true })
        }
      },
      async saveFlag(image, code, { options: { directory } }) {
        const part = parts.get(code) ?? ''
        await writeFile(part, image)
        await rename(part, flagPath(directory, code))
      },
    }
  },
})

/** Right, and has two at once at most, however many it is asked for. */
export const TWO_AT_MOST = makeVariant('two-at-most', { traits: { concurrency: { default: 2, greatest: 2 } } })

/** Right, and draws in another thread. */
export const DRAWS_ELSEWHERE = makeVariant('draws-elsewhere', drawsElsewhere({ heeds: true }))

/** Ends its requests when it is cancelled, and then never settles: whoever runs it has to see to the rest. */
export const NEVER_SETTLES = makeVariant('never-settles', {
  parts: (base) => ({
    async downloadMany(downloading) {
      try {
        return await base.downloadMany(downloading)
      } catch (error) {
        await sleep(600_000)
        throw error
      }
    },
  }),
})

import { open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { flagPath, partPath } from '@interleave/flags'
import { Agent } from 'undici'
import { getOver } from './get-with.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes that only show with a process, a signal or a file system of its own: the command line's tests find them. */
export const COMMAND_LINE_PLANTS: readonly Plant[] = [
  plant('full-is-fine', 'F28', 'Swallows the error of a file that could not be written, and counts it as ok.', {
    parts: (base) => ({
      saveFlag: (image, code, downloading) => base.saveFlag(image, code, downloading).catch(() => {}),
    }),
  }),
  plant('renames-anyway', 'F28', 'Gives a file its final name also when it could not be written to the end.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory } }) {
        const part = partPath(directory, code)
        try {
          await writeFile(part, image, { flag: 'wx' })
        } finally {
          await rename(part, flagPath(directory, code))
        }
      },
    }),
  }),
  plant('part-left', 'F28', 'Leaves the temporary file of what could not be written.', {
    parts: () => ({
      async saveFlag(image, code, { options: { directory } }) {
        const part = partPath(directory, code)
        await writeFile(part, image, { flag: 'wx' })
        await rename(part, flagPath(directory, code))
      },
    }),
  }),
  plant('dies-of-it', 'F29', 'Takes the want of a descriptor for the end of the run.', {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        if (outcome.failure?.kind === 'internal') throw error
        return outcome
      },
    }),
  }),
  plant('loses-the-starved', 'F29', 'Counts what got no descriptor as not found.', {
    parts: (base) => ({
      toOutcome(error) {
        const outcome = base.toOutcome(error)
        return outcome.failure?.kind === 'internal' ? { status: 'not-found' } : outcome
      },
    }),
  }),
  plant('never-closes', 'F29', 'Opens a file for each flag and never closes it.', {
    parts: (base) => {
      const files: FileHandle[] = []
      return {
        async saveFlag(image, code, downloading) {
          await base.saveFlag(image, code, downloading)
          files.push(await open(flagPath(downloading.options.directory, code)))
        },
      }
    },
  }),
  plant('own-connections', 'F29', 'Opens a connection for each flag at once, whatever the limit.', {
    parts: () => ({
      forEach: async (codes, _permits, _signal, work) => void (await Promise.all(codes.map((code) => work(code)))),
      getFlag: getOver(() => new Agent()),
    }),
  }),
  plant('names-of-its-own', 'F33', 'Leaves a temporary file when it is cut, under a name that nobody clears away.', {
    parts: (base) => ({
      async getFlag(code, downloading, signal) {
        const temporary = `${flagPath(downloading.options.directory, code)}.tmp`
        await writeFile(temporary, '')
        try {
          return await base.getFlag(code, downloading, signal)
        } finally {
          if (!downloading.controller.signal.aborted) await rm(temporary)
        }
      },
    }),
  }),
  plant('name-first', 'F34', 'Opens the file under its final name before it asks, and clears away what fails.', {
    parts: (base) => ({
      async getFlag(code, downloading, signal) {
        const path = flagPath(downloading.options.directory, code)
        await writeFile(path, '')
        try {
          return await base.getFlag(code, downloading, signal)
        } catch (error) {
          await rm(path)
          throw error
        }
      },
    }),
  }),
]

import { rename, rm, writeFile } from 'node:fs/promises'
import { DEFAULT_LIMITS, type Outcome } from '@interleave/contract'
import { checkHead, checkImage, flagPath, flagRequest, flagUrl, outcomeOf, partPath, tooSlow } from '@interleave/flags'
import { request } from 'undici'
import type { Parts } from './parts.ts'

/** The parts of a downloader that is right. */
export const BASE_DOWNLOADER: Omit<Parts, 'sleep' | 'frame' | 'erase' | 'spin' | 'slow' | 'supervisor' | 'onCancel'> = {
  permits: (concurrency) => concurrency,

  async getFlag(code, { options, ports: { dispatcher } }, signal) {
    const url = flagUrl(options.base, code)
    const { statusCode, headers, body } = await request(url, { ...flagRequest(options.limits), dispatcher, signal })
    try {
      checkHead(statusCode, headers)
    } catch (error) {
      await body.dump()
      throw error
    }
    return checkImage(await body.bytes())
  },

  async saveFlag(image, code, { options: { directory } }) {
    const part = partPath(directory, code)
    try {
      await writeFile(part, image, { flag: 'wx' })
      await rename(part, flagPath(directory, code))
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  },

  toOutcome: outcomeOf,

  async withTimeLimit(ms, outer, work) {
    const controller = new AbortController()
    const onAbort = () => controller.abort(outer.reason)
    const timer = setTimeout(() => controller.abort(tooSlow(ms)), ms)
    outer.addEventListener('abort', onAbort, { once: true })
    try {
      outer.throwIfAborted()
      return await work(controller.signal)
    } finally {
      clearTimeout(timer)
      outer.removeEventListener('abort', onAbort)
    }
  },

  async downloadOne(code, downloading) {
    const { options, parts, controller } = downloading
    const { total } = options.limits ?? DEFAULT_LIMITS
    try {
      const image = await parts.withTimeLimit(total, controller.signal, (signal) =>
        parts.getFlag(code, downloading, signal),
      )
      await parts.saveFlag(image, code, downloading)
      return { status: 'ok', bytes: image.length }
    } catch (error) {
      controller.signal.throwIfAborted()
      return parts.toOutcome(error)
    }
  },

  async download(code, downloading) {
    const { ledger, controller, parts, faults } = downloading
    try {
      ledger.started(code)
      let outcome: Outcome = { status: 'cancelled' }
      try {
        outcome = await parts.downloadOne(code, downloading)
      } finally {
        ledger.settled(code, outcome)
      }
    } catch (error) {
      const { signal } = controller
      if (!signal.aborted || error !== signal.reason) faults.push(error)
      controller.abort(error)
    }
  },

  async forEach(codes, permits, signal, work) {
    const rest = codes.values()
    const worker = async () => {
      await Promise.resolve()
      for (const code of rest) {
        if (signal.aborted) return
        await work(code)
      }
    }
    await Promise.all(Array.from({ length: permits }, worker))
  },

  async downloadMany(downloading) {
    const { options, ledger, parts, controller, faults } = downloading
    const { signal } = controller
    await parts.forEach(options.codes, parts.permits(ledger.concurrency), signal, (code) =>
      parts.download(code, downloading),
    )
    if (faults.length > 0) throw faults[0]
    signal.throwIfAborted()
    return ledger.report()
  },
}

import { RunCancelled, type Ports } from '@interleave/contract'
import type { Ledger } from '@interleave/flags'
import { failsWithTheLast } from './last-thrown.ts'
import type { Parts } from './parts.ts'
import { plant, type Plant } from './plant.ts'

/** Mistakes in what becomes of a run whose port throws. */
export const PORT_PLANTS: readonly Plant[] = [
  plant('ends-an-item-twice', 'F36', 'Tells the end of an item once more where the port throws at it.', {
    parts: (base) => ({
      download(code, downloading) {
        const { ledger } = downloading
        const insistent = Object.create(ledger) as Ledger
        insistent.started = (started) => ledger.started(started)
        insistent.settled = (settled, outcome) => {
          try {
            ledger.settled(settled, outcome)
          } catch (error) {
            ledger.settled(settled, { status: 'cancelled' })
            throw error
          }
        }
        return base.download(code, { ...downloading, ledger: insistent })
      },
    }),
  }),
  plant('takes-a-throw-for-a-loss', 'F36', 'Tells what a port threw as what went wrong with the other items.', {
    parts: (base) => ({
      async downloadOne(code, downloading) {
        try {
          return await base.downloadOne(code, downloading)
        } catch (error) {
          const outcome = base.toOutcome(error)
          if (outcome.failure?.kind === 'internal') throw error
          return outcome
        }
      },
    }),
  }),
  plant('believes-any-cancel', 'F36', 'Is cancelled by the cancel of another run, which a port throws.', {
    program: (program) => (options, ports) => {
      const run = program(options, ports)
      let error: unknown
      run.result.catch((thrown: unknown) => (error = thrown))
      return Object.create(run, {
        status: { get: () => (run.status === 'failed' && error instanceof RunCancelled ? 'cancelled' : run.status) },
      }) as typeof run
    },
  }),
  plant('cancel-hides-the-fault', 'F36', 'Ends as cancelled when it is cancelled while it cleans up after a fault.', {
    parts: (base) => {
      let cancelled: unknown
      return {
        onCancel(controller, reason) {
          if (controller.signal.aborted) cancelled = reason
          base.onCancel(controller, reason)
        },
        downloadMany: (downloading) =>
          base.downloadMany(downloading).catch((error: unknown) => {
            throw cancelled ?? error
          }),
      }
    },
  }),
  plant(
    'write-hides-the-fault',
    'F36',
    'Ends as cancelled when it is cancelled after a fault while a file is written.',
    {
      parts: (base) => {
        let writing = 0
        let cancelled: unknown
        return {
          async saveFlag(image, code, downloading) {
            writing++
            await base.saveFlag(image, code, downloading)
            writing--
          },
          onCancel(controller, reason) {
            if (controller.signal.aborted && writing > 0) cancelled = reason
            base.onCancel(controller, reason)
          },
          downloadMany: (downloading) =>
            base.downloadMany(downloading).catch((error: unknown) => {
              throw cancelled ?? error
            }),
        }
      },
    },
  ),
  plant('half-deaf-port', 'F36', 'Swallows what a port throws at the news of a slot.', {
    program: (program) => (options, ports) => program(options, { ...ports, trace: halfDeaf(ports, 'limit.') }),
  }),
  plant(
    'forgives-a-port-once',
    'F36',
    'Swallows what a port throws at the news of items, and fails at the next time.',
    {
      program: (program) => (options, ports) => {
        let errors = 0
        const trace: Ports['trace'] = (event) => {
          try {
            ports.trace(event)
          } catch (error) {
            if (!event.kind.startsWith('task.') || ++errors > 1) throw error
          }
        }
        return program(options, { ...ports, trace })
      },
    },
  ),
  plant('half-deaf-spinner', 'F36', 'Swallows what a port throws at the news of a spinner.', {
    program: (program) => (options, ports) => program(options, { ...ports, trace: halfDeaf(ports, 'spinner.') }),
  }),
  plant('dirty-failure', 'F36', 'Erases the line at its end, but not when a port has thrown.', {
    parts: (base) => ({
      async spin(spinning, signal) {
        let failed = false
        const trace: Ports['trace'] = (event) => {
          try {
            spinning.ports.trace(event)
          } catch (error) {
            failed = true
            throw error
          }
        }
        const erase: Parts['erase'] = (all) => {
          if (!failed) base.erase(all)
        }
        const ports = { ...spinning.ports, trace }
        await base.spin({ ...spinning, ports, parts: { ...spinning.parts, erase } }, signal)
      },
    }),
  }),
  plant('deaf-when-cancelled', 'F36', 'Swallows what a port throws at the news of a cancel.', {
    program: (program) => (options, ports) => program(options, { ...ports, trace: halfDeaf(ports, 'cancel.') }),
  }),
  plant('last-word', 'F36', 'Fails with what a port threw last.', { program: failsWithTheLast('trace') }),
  plant('errors-only', 'F36', 'Makes an error of whatever a port throws and is none.', {
    program: (program) => (options, ports) => {
      const run = program(options, ports)
      const result = run.result.catch((error: unknown) => {
        throw error instanceof Error ? error : new Error(String(error))
      })
      return Object.create(run, { result: { value: result } }) as typeof run
    },
  }),
  plant('fault-behind-cancel', 'F36', 'Keeps the first reason to stop, though a port throws while it cleans up.', {
    parts: (base) => ({ downloadMany: (downloading) => base.downloadMany({ ...downloading, faults: forgetful() }) }),
  }),
]

/** A list into which nothing goes. */
function forgetful(): unknown[] {
  return Object.assign([], { push: () => 0 })
}

function halfDeaf(ports: Ports, prefix: string): Ports['trace'] {
  return (event) => {
    try {
      ports.trace(event)
    } catch (error) {
      if (!event.kind.startsWith(prefix)) throw error
    }
  }
}

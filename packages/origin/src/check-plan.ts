import { validateHeaderName, validateHeaderValue } from './node-http.ts'
import { OriginOptionsError } from './errors.ts'
import type { Fault } from './faults/behave.ts'
import type { Behaviour, Plan } from './plan.ts'

/** The longest wait that can be asked for, in ms. */
export const LONGEST_DELAY = 600_000

const MIB = 1024 ** 2

/** Every kind, and for its figures the least and the most. */
const KINDS: Readonly<Record<Fault['kind'], Readonly<Record<string, readonly [number, number]>>>> = {
  preset: {},
  serve: {},
  status: { status: [200, 599], bodyBytes: [0, 64 * MIB] },
  hang: {},
  pause: { status: [200, 599] },
  reset: {},
  truncate: {},
  'extra-bytes': {},
  'no-length': {},
  chunked: {},
  'bad-length': {},
  garbage: {},
  raw: {},
  trickle: { every: [1, LONGEST_DELAY], bytes: [1, 64 * MIB] },
  'big-headers': { bytes: [1, 16 * MIB], count: [1, 10_000] },
  'big-body': { bytes: [1, 4096 * MIB], status: [200, 599] },
  redirect: { status: [300, 399] },
  gzip: { bytes: [65_536, 256 * MIB] },
  'close-idle': { after: [0, LONGEST_DELAY] },
  informational: { status: [100, 103] },
}

/** Throws OriginOptionsError, which names the entry, unless the server can do all of the plan. */
export function checkPlan(plan: Plan): void {
  for (const [key, planned] of Object.entries(plan)) {
    const sequence: readonly Behaviour[] = Array.isArray(planned) ? planned : [planned]
    if (!key.startsWith('/') && key !== key.toUpperCase()) {
      throw new OriginOptionsError(`A code in a plan is written in capitals: ${key.toUpperCase()}, not ${key}.`)
    }
    if (sequence.length === 0) throw new OriginOptionsError(`The plan for ${key} is an empty sequence; give it one.`)
    for (const behaviour of sequence) checkBehaviour(key, behaviour)
  }
}

/** Throws OriginOptionsError, which begins with `name`, unless `value` lies between the two. */
export function checkBetween(name: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return
  throw new OriginOptionsError(`${name} must be a number from ${least} to ${most}; it is ${String(value)}.`)
}

/** Throws OriginOptionsError, which begins with `name`, unless `value` is a whole number from 0 to `most`. */
export function checkWhole(name: string, value: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return
  throw new OriginOptionsError(`${name} must be a whole number from 0 to ${most}; it is ${value}.`)
}

function checkBehaviour(key: string, behaviour: Behaviour): void {
  if (!Object.hasOwn(KINDS, behaviour.kind)) {
    throw new OriginOptionsError(
      `The plan for ${key} asks for ${behaviour.kind}; what there is: ${Object.keys(KINDS).join(', ')}.`,
    )
  }
  const bounds = { ...KINDS[behaviour.kind], delay: [0, LONGEST_DELAY] as const }
  const figures = new Map<string, unknown>(Object.entries(behaviour))
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = figures.get(name)
    if (value !== undefined) checkBetween(`In the plan for ${key}, ${name}`, value, least, most)
  }
  if (behaviour.kind === 'status') checkHeaders(key, behaviour.headers ?? {})
}

/** Here, and not when the answer is written: there it would end the process. */
function checkHeaders(key: string, headers: Readonly<Record<string, string>>): void {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    }
  } catch (cause) {
    throw new OriginOptionsError(`In the plan for ${key}, a header can't be sent as it is written.`, { cause })
  }
}

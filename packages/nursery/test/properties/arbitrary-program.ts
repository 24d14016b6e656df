import * as fc from 'fast-check'
import type { Program, Resources, Step } from './program.ts'

const DEPTH = 5

type Weighted = fc.WeightedArbitrary<Step>

/** Few times, so that some coincide, and a shorter list than the depth allows, for most programs of a run are small. */
const time = fc.nat({ max: 12 })
const target = fc.nat({ max: 63 })
const id = fc.constant(0)

/** Programs of at most fifty tasks and five levels, of the laws alone or with what tasks share. */
export function programs({ withResources }: { withResources: boolean }): fc.Arbitrary<Program> {
  const resources: fc.Arbitrary<Resources> = withResources
    ? fc.record({
        channels: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2 }),
        locks: fc.integer({ min: 1, max: 2 }),
        semaphores: fc.constantFrom([1], [2]),
        limiters: fc.constantFrom([1], [2]),
      })
    : fc.constant({ channels: [], locks: 0, semaphores: [], limiters: [] })
  return fc.record({
    body: bodies(DEPTH, withResources, 10),
    seed: fc.option(fc.nat({ max: 999 }), { nil: undefined, freq: 3 }),
    pace: fc.nat({ max: 999 }),
    resources,
  })
}

/** A handful of tasks that want the same few things at the same few times. */
export function contendedPrograms(): fc.Arbitrary<Program> {
  const pause = fc.oneof(
    fc.record({ do: fc.constant('sleep' as const), ms: fc.nat({ max: 2 }) }),
    fc.record({ do: fc.constant('checkpoint' as const) }),
  )
  const resource = fc.constantFrom('lock' as const, 'semaphore' as const, 'limiter' as const)
  const held = fc.array(pause, { maxLength: 2 })
  const section = fc.record({ do: fc.constant('section' as const), id, resource, index: fc.constant(0), body: held })
  const transfer = fc.record({
    do: fc.constantFrom('send' as const, 'receive' as const),
    id,
    channel: fc.constant(0),
    wait: fc.constantFrom(true, true, true, false),
  })
  const cancel = fc.record({ do: fc.constant('cancelTask' as const), target: fc.nat({ max: 9 }) })
  const work = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: pause },
      { weight: 5, arbitrary: section },
      { weight: 2, arbitrary: transfer },
      { weight: 1, arbitrary: cancel },
    ),
    { minLength: 1, maxLength: 6 },
  )
  const tasks = work.map((body): Step => ({ do: 'spawn', id: 0, how: 'soon', up: 0, body }))
  return fc.record({
    body: fc.array(tasks, { minLength: 2, maxLength: 8 }),
    seed: fc.option(fc.nat({ max: 999 }), { nil: undefined, freq: 2 }),
    pace: fc.nat({ max: 999 }),
    resources: fc.record({
      channels: fc.tuple(fc.nat({ max: 2 })),
      locks: fc.constant(1),
      semaphores: fc.tuple(fc.integer({ min: 1, max: 2 })),
      limiters: fc.tuple(fc.integer({ min: 1, max: 2 })),
    }),
  })
}

const made = new Map<string, fc.Arbitrary<Step[]>>()

/** The arbitrary of bodies of one depth, made once. */
function bodies(depth: number, withResources: boolean, maxLength: number): fc.Arbitrary<Step[]> {
  const key = `${depth} ${withResources} ${maxLength}`
  const known = made.get(key)
  if (known) return known
  const steps = fc.oneof(
    ...simple,
    ...(withResources ? sharing : []),
    ...(depth > 0 ? nested(depth - 1, withResources) : []),
  )
  const arbitrary = fc.array(steps, { maxLength, size: 'max' })
  made.set(key, arbitrary)
  return arbitrary
}

const simple: Weighted[] = [
  { weight: 8, arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: time }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('checkpoint' as const, 'look' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('started' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'cancelTask' as const), target }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('shield' as const), target, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deadline' as const), target, ms: time }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('join' as const), id, target, rethrow: fc.boolean() }) },
]

const sharing: Weighted[] = [
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom('send' as const, 'receive' as const),
      id,
      channel: fc.nat({ max: 1 }),
      wait: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      channel: fc.nat({ max: 1 }),
      end: fc.constantFrom('send' as const, 'receive' as const),
    }),
  },
]

function nested(depth: number, withResources: boolean): Weighted[] {
  const body = bodies(depth, withResources, 6)
  const short = bodies(Math.min(depth, 1), withResources, 2)
  const list: Weighted[] = [
    {
      weight: 14,
      arbitrary: fc.record({
        do: fc.constant('spawn' as const),
        id,
        how: fc.constantFrom('soon' as const, 'soon' as const, 'soon' as const, 'service' as const, 'start' as const),
        up: fc.nat({ max: 2 }),
        body,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('nursery' as const),
        id,
        limit: fc.constantFrom(Infinity, Infinity, 1, 2),
        body,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('scope' as const),
        id,
        kind: fc.constantFrom('scope' as const, 'moveOnAfter' as const, 'failAfter' as const),
        ms: time,
        shield: fc.boolean(),
        body,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('catch' as const), all: fc.boolean(), body, handler: short }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('finally' as const), keep: fc.boolean(), body, cleanUp: short }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('defer' as const),
        timeout: fc.option(time, { nil: undefined }),
        body: short,
      }),
    },
  ]
  // For ever only where something may end it: at the bottom of programs it would make most of them deadlocks.
  if (depth < 2) list.push({ weight: 1, arbitrary: fc.constant({ do: 'forever' as const }) })
  if (withResources) {
    list.push({
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('section' as const),
        id,
        resource: fc.constantFrom('lock' as const, 'semaphore' as const, 'limiter' as const),
        index: fc.nat({ max: 1 }),
        body: short,
      }),
    })
  }
  return list
}

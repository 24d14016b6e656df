import type { Program, Step } from './program.ts'

const NOTHING_SHARED = { channels: [], locks: 0, semaphores: [], limiters: [] }

/** Small programs: what was left, shrunk, of larger ones that failed, and corners of the laws. */
export const KEPT: readonly (readonly [what: string, program: Program])[] = [
  [
    'a task whose clean-up was cancelled as well: no cancellation comes out',
    program([
      spawn('soon', [
        nursery([{ do: 'finally', keep: true, body: [{ do: 'sleep', ms: 0 }], cleanUp: [{ do: 'sleep', ms: 0 }] }]),
      ]),
      { do: 'fail', id: 0 },
    ]),
  ],
  [
    'a start is over when its function is, whatever its deferred clean-up says',
    program([spawn('start', [{ do: 'defer', timeout: undefined, body: [{ do: 'started' }] }])]),
  ],
  [
    'a shielded clean-up that blocks for ever again leaves the run a deadlock, not a hang',
    program([
      {
        do: 'scope',
        id: 0,
        kind: 'scope',
        ms: 0,
        shield: true,
        body: [nursery([{ do: 'finally', keep: false, body: [{ do: 'forever' }], cleanUp: [{ do: 'forever' }] }])],
      },
    ]),
  ],
  [
    'a shield that goes up while a cancellation passes takes nothing that is not its own',
    program([
      nursery([
        spawn('soon', [
          { do: 'finally', keep: false, body: [{ do: 'forever' }], cleanUp: [{ do: 'shield', target: 1, on: true }] },
        ]),
        spawn('soon', [{ do: 'sleep', ms: 5 }]),
      ]),
      { do: 'checkpoint' },
      spawn('soon', [{ do: 'fail', id: 0 }]),
    ]),
  ],
  [
    'a cancellation that two tasks bring is one, whatever was cancelled in between',
    program([
      spawn('soon', [{ do: 'defer', timeout: 0, body: [{ do: 'defer', timeout: 0, body: [{ do: 'checkpoint' }] }] }]),
      spawn('soon', [
        {
          do: 'finally',
          keep: false,
          body: [],
          cleanUp: [{ do: 'scope', id: 0, kind: 'scope', ms: 0, shield: false, body: [] }],
        },
      ]),
      { do: 'checkpoint' },
      nursery([
        {
          do: 'scope',
          id: 0,
          kind: 'scope',
          ms: 0,
          shield: false,
          body: [
            spawn('soon', [
              spawn('soon', [{ do: 'sleep', ms: 1 }]),
              spawn('soon', [
                { do: 'defer', timeout: undefined, body: [{ do: 'shield', target: 18, on: true }] },
                spawn('start', []),
              ]),
            ]),
            { do: 'checkpoint' },
          ],
        },
        { do: 'sleep', ms: 6 },
      ]),
    ]),
  ],
  [
    'an error that was on its way when a clean-up blocked for ever comes out with the deadlock',
    program([
      spawn('soon', [
        {
          do: 'scope',
          id: 0,
          kind: 'scope',
          ms: 0,
          shield: true,
          body: [{ do: 'forever' }],
        },
      ]),
      spawn('soon', [{ do: 'fail', id: 0 }]),
    ]),
  ],
  [
    'an error of a clean-up comes out with the deadlock that called for it',
    program([{ do: 'finally', keep: false, body: [{ do: 'forever' }], cleanUp: [{ do: 'fail', id: 0 }] }]),
  ],
  [
    'a task that ended by nothing but cancellations, one over the other, is cancelled',
    program([
      spawn('soon', [{ do: 'finally', keep: true, body: [{ do: 'forever' }], cleanUp: [{ do: 'checkpoint' }] }]),
      { do: 'checkpoint' },
      { do: 'cancel', target: 0 },
    ]),
  ],
  [
    'a started task runs beyond the limit of its nursery',
    program([
      {
        do: 'nursery',
        id: 0,
        limit: 1,
        body: [
          spawn('soon', [{ do: 'sleep', ms: 3 }]),
          spawn('soon', [{ do: 'sleep', ms: 2 }]),
          spawn('start', [{ do: 'started' }, { do: 'sleep', ms: 9 }]),
        ],
      },
    ]),
  ],
  [
    'a shield that goes up between two cancellations keeps the first: the nursery moves on from the second alone',
    {
      ...program([
        { do: 'catch', all: false, body: [spawn('soon', [nursery([]), spawn('soon', [])])], handler: [] },
        { do: 'sleep', ms: 0 },
        nursery([
          {
            do: 'finally',
            keep: false,
            body: [
              spawn('soon', [
                spawn('soon', [
                  nursery([
                    { do: 'checkpoint' },
                    { do: 'look' },
                    { do: 'shield', target: 53, on: true },
                    { do: 'sleep', ms: 0 },
                  ]),
                ]),
                spawn('soon', [{ do: 'fail', id: 0 }]),
              ]),
              spawn('soon', [
                nursery([
                  spawn('soon', [{ do: 'sleep', ms: 1 }]),
                  { do: 'finally', keep: false, body: [], cleanUp: [] },
                  { do: 'catch', all: false, body: [{ do: 'sleep', ms: 0 }], handler: [] },
                ]),
              ]),
              scope([]),
            ],
            cleanUp: [],
          },
        ]),
        scope([]),
      ]),
      pace: 651,
    },
  ],
  [
    'a cancellation that came past a shield is kept where it comes in once more, over an error',
    {
      ...program([
        nursery([
          {
            do: 'finally',
            keep: true,
            body: [
              nursery([]),
              spawn('start', [
                spawn('soon', [{ do: 'finally', keep: false, body: [{ do: 'sleep', ms: 1 }], cleanUp: [] }]),
                spawn('soon', [
                  nursery([
                    { do: 'cancel', target: 0 },
                    { do: 'shield', target: 16, on: true },
                  ]),
                ]),
              ]),
            ],
            cleanUp: [{ do: 'sleep', ms: 1 }],
          },
          { do: 'finally', keep: false, body: [], cleanUp: [nursery([])] },
        ]),
      ]),
      seed: 179,
    },
  ],
]

function program(body: readonly Step[]): Program {
  return { body, seed: undefined, pace: 0, resources: NOTHING_SHARED }
}

function nursery(body: readonly Step[]): Step {
  return { do: 'nursery', id: 0, limit: Infinity, body }
}

function scope(body: readonly Step[]): Step {
  return { do: 'scope', id: 0, kind: 'scope', ms: 0, shield: false, body }
}

function spawn(how: 'soon' | 'start', body: readonly Step[]): Step {
  return { do: 'spawn', id: 0, how, up: 0, body }
}

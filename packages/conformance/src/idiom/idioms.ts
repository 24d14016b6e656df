/** Something that a model's code says, or never says. */
interface Phrase {
  /** For people. */
  readonly name: string
  readonly pattern: RegExp
}

/** How a model reads. */
export interface Idiom {
  /** Files of `src` in which `never` holds; by default only the two programs. */
  readonly files: (name: string) => boolean
  /** What would be another model's way. */
  readonly never: readonly Phrase[]
  /** What each of the two programs must say, or it isn't this model. */
  readonly always: Readonly<Partial<Record<'spinner.ts' | 'downloader.ts', readonly Phrase[]>>>
}

const programs = (name: string) => name === 'spinner.ts' || name === 'downloader.ts'
const word = (name: string): Phrase => ({ name, pattern: new RegExp(`\\b${name}\\b`) })
const both = (...phrases: Phrase[]) => ({ 'spinner.ts': phrases, 'downloader.ts': phrases })

const THEN: Phrase = { name: '.then()', pattern: /\.(?:then|finally)\s*\(/ }
const ASYNC = word('async')
const AWAIT = word('await')
const PROMISE = word('Promise')

/** Each model's way, by the variant's id. A variant that isn't named here is free. */
export const IDIOMS: Readonly<Record<string, Idiom>> = {
  sequential: {
    files: (name) => !name.endsWith('-worker.ts'),
    never: [ASYNC, AWAIT, PROMISE, THEN, word('setTimeout')],
    always: {},
  },
  threads: {
    // Inside a worker any way is right: what counts is that the spinner blocks, and that the downloads are in workers.
    files: (name) => name === 'spinner.ts',
    never: [ASYNC, AWAIT, PROMISE, THEN, word('setTimeout')],
    always: { 'downloader.ts': [{ name: 'a pool of workers', pattern: /\bWorker/ }] },
  },
  callback: {
    files: (name) => name !== 'index.ts',
    never: [ASYNC, AWAIT, PROMISE, THEN, { name: 'promisify', pattern: /promisif|fs\/promises/ }],
    always: both({ name: 'a callback', pattern: /\b(?:callback|done)\b/ }),
  },
  promise: {
    files: () => true,
    never: [ASYNC, AWAIT, { name: 'function*', pattern: /function\s*\*/ }],
    always: both(THEN),
  },
  generator: {
    files: programs,
    never: [ASYNC, AWAIT, THEN],
    always: both({ name: 'function*', pattern: /function\s*\*/ }, { name: 'yield*', pattern: /\byield\s*\*/ }),
  },
  'async-await': {
    files: programs,
    never: [THEN, { name: 'function*', pattern: /function\s*\*/ }],
    always: both(ASYNC, AWAIT),
  },
  rxjs: {
    files: programs,
    never: [ASYNC, AWAIT, THEN, { name: 'new Promise', pattern: /\bnew\s+Promise\b|\bPromise\s*\./ }],
    always: both({ name: 'an Observable', pattern: /\bObservable\b/ }),
  },
  nursery: {
    files: programs,
    never: [
      THEN,
      word('AbortController'),
      word('AbortSignal'),
      { name: 'a listener on a signal', pattern: /\baddEventListener\b/ },
      { name: "the caller's signal", pattern: /\bports\.signal\b/ },
      { name: 'Promise.all and its like', pattern: /\bPromise\s*\.\s*(?:all|allSettled|race|any)\b/ },
    ],
    always: both({ name: 'startSoon', pattern: /\bstartSoon\b/ }),
  },
}

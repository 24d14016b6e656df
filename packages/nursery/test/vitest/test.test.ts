import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  AsyncEvent,
  checkpoint,
  currentTime,
  dumpTaskTree,
  failAfter,
  openMemoryChannel,
  sleep,
  sleepForever,
  TooSlowError,
} from '../../src/index.ts'
import * as entry from '../../src/vitest.ts'
import { beforeEach, describe, expect, it, test } from '../../src/vitest.ts'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/** One test of the runner's JSON report. */
interface Reported {
  readonly title: string
  readonly status: string
  readonly failureMessages: string[]
}

describe('the body runs in a run of its own', () => {
  test('with no fixture: on the real clock', async () => {
    expect(dumpTaskTree()).toContain('run test\n')
    await checkpoint()
    expect(dumpTaskTree()).toContain('run test\n')
  })

  test('after an await, and with autojumpClock: 5,000 seconds in no time', async ({ autojumpClock }) => {
    await sleep(5_000_000)
    await Promise.resolve()
    await sleep(1)
    expect([currentTime(), autojumpClock.now()]).toEqual([5_000_001, 5_000_001])
  })

  test('with mockClock: time stands still until it is moved', async ({ mockClock, nursery }) => {
    let woken = false
    nursery.startSoon(async () => {
      await sleep(10)
      woken = true
    })
    await checkpoint()
    await checkpoint()
    mockClock.jump(9)
    await checkpoint()
    expect([woken, currentTime()]).toEqual([false, 9])
    mockClock.jump(1)
    await checkpoint()
    await checkpoint()
    expect([woken, currentTime()]).toEqual([true, 10])
  })

  test('with autojumpClock and nursery: both are of the same run', async ({ nursery, autojumpClock }) => {
    const event = new AsyncEvent()
    nursery.startSoon(async () => {
      await sleep(1_000)
      event.set()
      await sleepForever()
    })
    await event.wait()
    expect([autojumpClock.now(), nursery.childTasks.size]).toEqual([1_000, 1])
    await expect(failAfter(10, () => sleep(11))).rejects.toBeInstanceOf(TooSlowError)
  })

  test('is a block of the nursery: what waits in it is cancelled with it', async ({ nursery }) => {
    nursery.cancelScope.cancel()
    await sleepForever()
  })
})

describe('the rest of the interface of vitest', () => {
  test.for([1, 2])('test.for %i, with fixtures', async (n, { autojumpClock }) => {
    await sleep(n)
    expect(autojumpClock.now()).toBe(n)
  })

  test.each([[1, 2]])('test.each %i %i', async (one, two) => {
    await checkpoint()
    expect([one, two]).toEqual([1, 2])
  })

  test('takes options', { timeout: 60_000, retry: 1 }, async ({ task, autojumpClock }) => {
    await sleep(1)
    expect([task.timeout, autojumpClock.now()]).toEqual([60_000, 1])
  })

  test.skip('skips', () => {
    throw new Error('never')
  })

  test('skips from inside', async ({ skip }) => {
    await checkpoint()
    skip('as asked')
  })

  test.fails('fails as expected', async ({ autojumpClock }) => {
    await sleep(1)
    expect(autojumpClock.now()).toBe(2)
  })

  test.concurrent.for([1, 2, 3])('test.concurrent %i: each has a clock of its own', async (n, { autojumpClock }) => {
    await sleep(n)
    entry.expect(autojumpClock.now()).toBe(n)
  })

  it('is `it` as well, and everything else of vitest', () => {
    expect(it).toBe(test)
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(['describe', 'expect', 'vi', 'beforeEach', 'afterEach']))
  })
})

describe('fixtures and hooks on top of these', () => {
  const withServer = test.extend<{ ask: (question: string) => Promise<string> }>({
    ask: async ({ nursery }, use) => {
      const [askers, questions] = openMemoryChannel<{ question: string; reply: (answer: string) => void }>(0)
      nursery.startSoon(async () => {
        for await (const { question, reply } of questions) {
          await sleep(1_000)
          reply(`${question}!`)
        }
      })
      await use(async (question) => {
        const [answered, answer] = openMemoryChannel<string>(1)
        await askers.send({ question, reply: (text) => answered.sendNowait(text) })
        return answer.receive()
      })
    },
  })
  let prepared = 0

  withServer.beforeEach(({ autojumpClock }) => {
    prepared = autojumpClock.now() + 1
  })

  withServer('a service in the nursery, on the clock of the test', async ({ ask, autojumpClock }) => {
    expect(await ask('PEI')).toBe('PEI!')
    expect([autojumpClock.now(), prepared]).toEqual([1_000, 1])
  })

  beforeEach(() => {})
})

/** vitest takes groups apart: a task's error is shown with its own stack. */
const EXPECTED: Record<string, RegExp[]> = {
  'a task of the nursery fails': [/^RangeError: child\n.*failing.scenario/],
  'a task of the nursery fails later, during the clean-up': [/^RangeError: late\n.*failing.scenario/],
  'the body fails': [/RangeError: body/],
  'both clocks': [/Too many clocks/],
  'the clock after the nursery': [/clock comes too late/],
  'everything blocked for ever': [/DeadlockError/],
  'too slow': [/timed out/],
  'too slow with a nursery': [/timed out/],
  'a failure with no nursery': [/RangeError: plain/],
}

test('what fails a test, as the runner reports it', { timeout: 60_000 }, async () => {
  const reported = await runScenarios()
  const said = new Map(reported.map(({ title, failureMessages }) => [title, failureMessages]))
  for (const [title, patterns] of Object.entries(EXPECTED)) {
    const messages = said.get(title) ?? []
    expect(messages.length, `${title}: ${messages.join('\n')}`).toBe(patterns.length)
    for (const [index, pattern] of patterns.entries()) expect(messages[index], title).toMatch(pattern)
  }
  const passed = reported.filter(({ status }) => status === 'passed').map(({ title }) => title)
  expect(passed).toEqual(['a slow test was unwound', 'a retry has a fresh clock and nursery'])
})

/** Runs a file of tests that are meant to fail. */
async function runScenarios(): Promise<Reported[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nursery-vitest-'))
  try {
    const outputFile = join(folder, 'report.json')
    const args = [
      'run',
      '--config',
      'test/vitest/scenarios.config.ts',
      '--reporter',
      'json',
      '--outputFile',
      outputFile,
    ]
    await new Promise((resolve) => {
      execFile(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', ...args],
        { cwd: PACKAGE, timeout: 50_000 },
        resolve,
      )
    })
    const report = JSON.parse(await readFile(outputFile, 'utf8')) as { testResults: { assertionResults: Reported[] }[] }
    return report.testResults.flatMap(({ assertionResults }) => assertionResults)
  } finally {
    await rm(folder, { recursive: true })
  }
}

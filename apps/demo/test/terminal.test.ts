import { DEFAULT_SPINNER, eraseText, frameText } from '@interleave/contract'
import { lineup } from '@interleave/lineup'
import { describe, expect, test } from 'vitest'
import { hasScript, run, runInTerminal } from './command.ts'
import { screenOf } from './screen.ts'
import { temporaryDirectory } from './temporary-directory.ts'

const { message } = DEFAULT_SPINNER
const CONTROL = /[^\P{Cc}\n]/u

// A terminal can only be had from util-linux's script.
describe.runIf(hasScript)('in a terminal', () => {
  test.each(lineup.map(({ id }) => id))('%s: the spinner writes the talk’s bytes, frame by frame', async (id) => {
    const { code, out } = await runInTerminal(['spinner', id, '--delay', '350', '--interval', '100', '--answer', '7'])
    const frames = out.split(message).length - 1
    const turning = Array.from({ length: frames }, (_, at) => frameText(at, message)).join('')
    const first = out.slice(0, out.indexOf('\n') + 1)
    expect(first).toMatch(/^spinner object: <.+>\n$/)
    // Real time draws 4 frames, or some fewer where the machine is busy; a model that can't spin draws none.
    expect(out).toBe(`${first}${turning}${frames > 0 ? eraseText(message) : ''}Answer: 7\n`)
    expect(screenOf(out)).toEqual([first.trimEnd(), 'Answer: 7', ''])
    expect(code).toBe(0)
  })

  test('the progress line is tqdm’s, and gone at the end', async () => {
    const directory = await temporaryDirectory()
    const words = ['flags', 'b', '-l', '12', '-m', '2', '-s', 'DELAY', '--delay', '150', '-o', directory]
    const { code, out } = await runInTerminal(words)
    expect(out).toContain('\r|----------| 0/12   0% [elapsed: 00:00 left: ?, ? iters/sec]')
    expect(out).toMatch(/\r\|#+-+\| \d+\/12 {2}\d\d% \[elapsed: 00:0\d left: 00:0\d, {1,2}\d+\.\d\d iters\/sec\] */)
    expect(screenOf(out).slice(1)).toEqual([
      'Searching for 12 flags: from BA to BL',
      '2 concurrent connections will be used.',
      '--------------------',
      '9 flags downloaded.',
      '3 not found.',
      expect.stringMatching(/^Elapsed time: \d+\.\d\ds$/),
      '',
    ])
    expect(code).toBe(0)
  })

  test('the demo draws, and leaves a clean screen', async () => {
    const { code, out } = await runInTerminal(['demo', '--spin', '150', '--delay', '5', '--variant', 'async-await'])
    expect(out).toContain(frameText(0, message))
    expect(out).toContain('\r|----------| 0/20   0% [elapsed: 00:00 left: ?, ? iters/sec]')
    const screen = screenOf(out)
    expect(screen.filter((line) => line.includes(message) || line.includes('|'))).toEqual([])
    expect(screen).toContain('Answer: 42')
    expect(code).toBe(0)
  })
})

describe('without a terminal', () => {
  test('the spinner’s frames are counted instead of drawn', async () => {
    const { code, out, err } = await run(['spinner', 'async-await', '--delay', '250'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^spinner object: <.+>\n[1-4] frames? drawn\.\nAnswer: 42\n$/)
  })

  test('the demo, plainly: a line for each end, then the table with every variant', async () => {
    const temporary = await temporaryDirectory()
    const { code, out, err } = await run(['--spin', '120', '--delay', '5'], { TMPDIR: temporary })
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toMatch(CONTROL)
    for (const { id } of lineup) expect(out).toMatch(new RegExp(`\\n${id} +\\d+ +42 +14 +6 +0 +\\d+ +\\d+ `))
    expect(out).toContain('N = 20, d = 5 ms')
  })
})

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { abortable, Cancelled, checkpoint, openNursery, run } from '../../src/index.ts'
import { ProcessError, runProcess } from '../../src/node.ts'

const node = (code: string, options = {}) => runProcess(process.execPath, ['--eval', code], options)
const captured = { captureStdout: true, captureStderr: true }

/** What a process wrote of itself; 0 before it has, the file being empty for a moment. */
const pidIn = (path: string) => (existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0)

function hasEnded(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

test('collects what a process prints, and gives it its input', async () => {
  const completed = await run(() =>
    node('process.stdin.on("data", (data) => console.log(String(data).toUpperCase())); console.error("hm")', {
      stdin: 'olá',
      ...captured,
    }),
  )
  expect(completed).toEqual({ exitCode: 0, signal: null, stdout: 'OLÁ\n', stderr: 'hm\n' })
})

test('another exit code than 0 is an error, unless not checked', async () => {
  await run(async () => {
    const error = await node('process.exit(3)').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProcessError)
    expect(error).toMatchObject({ completed: { exitCode: 3 }, message: expect.stringContaining('with exit code 3') })
    expect((await node('process.exit(3)', { check: false })).exitCode).toBe(3)
    await expect(node('process.kill(process.pid, "SIGKILL")')).rejects.toThrow('ended by SIGKILL')
  })
})

test('what can’t be started is the system’s error', async () => {
  await expect(run(() => runProcess('no-such-program-here'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a process that ignores its input is no error', async () => {
  const completed = await run(() => node('process.exit(0)', { stdin: 'x'.repeat(1_000_000) }))
  expect(completed.exitCode).toBe(0)
})

test('cancelled, it is told to end, and then made to; it is gone before the block ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nursery-'))
  const busy = (name: string) =>
    `fs.writeFileSync(${JSON.stringify(join(folder, name))}, String(process.pid)); setInterval(() => {}, 1000)`
  for (const [name, code, grace] of [
    ['polite', busy('polite'), 60_000],
    ['deaf', `process.on('SIGTERM', () => {}); ${busy('deaf')}`, 1],
  ] as const) {
    await run(() =>
      openNursery(async (nursery) => {
        nursery.startSoon(() => node(code, { grace, cwd: folder, env: process.env }))
        while (!pidIn(join(folder, name))) await checkpoint()
        nursery.cancelScope.cancel()
      }),
    )
    expect(() => process.kill(pidIn(join(folder, name)), 0)).toThrow('ESRCH')
  }
  await rm(folder, { recursive: true })
})

test('with a grace of Infinity it has all the time it takes to end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nursery-'))
  const slow = `process.on('SIGTERM', () => {
    const until = performance.now() + 50
    while (performance.now() < until);
    fs.writeFileSync('end', String(process.pid))
    process.exit()
  }); fs.writeFileSync('start', String(process.pid)); setInterval(() => {}, 1000)`
  await run(() =>
    openNursery(async (nursery) => {
      nursery.startSoon(() => node(slow, { grace: Infinity, cwd: folder }))
      while (!pidIn(join(folder, 'start'))) await checkpoint()
      nursery.cancelScope.cancel()
    }),
  )
  expect(pidIn(join(folder, 'end'))).toBe(pidIn(join(folder, 'start')))
  await rm(folder, { recursive: true })
})

test('a grace that is no time starts nothing', async () => {
  for (const grace of [-1, NaN]) {
    await expect(run(() => runProcess('no-such-program-here', [], { grace }))).rejects.toThrow(RangeError)
  }
})

test('cancelled, it doesn’t wait for those whom the process has left with its output', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nursery-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  // The first is told to end, the second has ended already.
  for (const script of ['cat pipe & wait', 'cat pipe & echo $$ > shell']) {
    await run(() =>
      openNursery(async (nursery) => {
        const task = nursery.startSoon(() => runProcess('sh', ['-c', script], { cwd: folder, ...captured }))
        // Open once `cat` reads it, which goes on until this end is closed.
        await using _ = await abortable(() => open(pipe, 'w'))
        if (script.includes('$$')) while (!hasEnded(pidIn(join(folder, 'shell')))) await checkpoint()
        task.cancel()
        await expect(task.join()).rejects.toBeInstanceOf(Cancelled)
      }),
    )
  }
  await rm(folder, { recursive: true })
})

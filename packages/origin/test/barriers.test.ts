import { describe, expect, test } from 'vitest'
import { failureOf, get, newClient } from './get.ts'
import { STARTERS } from './starters.ts'

describe.each(STARTERS)('$name', ({ start }) => {
  test('hold: every GET waits until all are released, and later ones do not', async () => {
    await using origin = await start({ hold: true })
    await using client = newClient()
    const answers = Promise.all(
      ['br', 'cn', 'xx'].map((code) => get(client.agent, `${origin.base}/${code}/${code}.gif`)),
    )
    await origin.untilOpen(3)
    expect(await origin.report()).toMatchObject({ openNow: 3, heldNow: 3, peakOpen: 3 })
    expect(await origin.release()).toBe(3)
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 404])
    expect((await get(client.agent, `${origin.base}/br/br.gif`)).status).toBe(200)

    await origin.hold()
    const next = get(client.agent, `${origin.base}/br/br.gif`)
    await origin.untilOpen(1)
    expect((await origin.report()).heldNow).toBe(1)
    await origin.release()
    await next
  })

  test('release by code, now and later; by number, the oldest first, and the next to come', async () => {
    await using origin = await start({ hold: true })
    await using client = newClient()
    const finished: string[] = []
    const fetchIt = async (code: string): Promise<void> => {
      await get(client.agent, `${origin.base}/${code}/${code}.gif`)
      finished.push(code)
    }
    const answers = []
    for (const [index, code] of ['br', 'cn', 'de'].entries()) {
      answers.push(fetchIt(code))
      await origin.untilOpen(index + 1)
    }
    expect(await origin.release('cn')).toBe(1)
    await answers[1]
    await fetchIt('cn')
    expect(await origin.release(1)).toBe(1)
    await answers[0]
    expect(finished).toEqual(['cn', 'cn', 'br'])
    expect(await origin.release(2)).toBe(1)
    await answers[2]
    await fetchIt('us')
    answers.push(fetchIt('fr'))
    await origin.untilOpen(1)
    expect((await origin.report()).heldNow).toBe(1)
    await origin.release()
    await Promise.all(answers)
  })

  test('holdUntilOpen: nobody is answered before n are open, then nothing is held', async () => {
    await using origin = await start({ holdUntilOpen: 4 })
    await using client = newClient()
    const answers = ['br', 'cn', 'de'].map((code) => get(client.agent, `${origin.base}/${code}/${code}.gif`))
    await origin.untilOpen(3)
    expect((await origin.report()).heldNow).toBe(3)
    answers.push(get(client.agent, `${origin.base}/us/us.gif`))
    await Promise.all(answers)
    await get(client.agent, `${origin.base}/fr/fr.gif`)
    expect(await origin.report()).toMatchObject({ openNow: 0, peakOpen: 4 })
  })

  test('holdUntilOpen in rounds gathers again', async () => {
    await using origin = await start({ holdUntilOpen: { requests: 2, rounds: true } })
    await using client = newClient()
    for (let round = 0; round < 3; round += 1) {
      const first = get(client.agent, `${origin.base}/br/br.gif`)
      await origin.untilOpen(1)
      expect((await origin.report()).heldNow).toBe(1)
      await Promise.all([first, get(client.agent, `${origin.base}/cn/cn.gif`)])
    }
    expect((await origin.report()).peakOpen).toBe(2)
  })

  test('a plan can hold one code alone, and an aborted request is held no longer', async () => {
    await using origin = await start({ plan: { BR: { kind: 'serve', hold: true } } })
    await using client = newClient()
    const abort = new AbortController()
    const held = failureOf(get(client.agent, `${origin.base}/br/br.gif`, abort.signal))
    await get(client.agent, `${origin.base}/cn/cn.gif`)
    await origin.untilOpen(1)
    abort.abort()
    expect(await held).toMatchObject({ name: 'AbortError' })
    await origin.untilIdle()
    expect(await origin.report()).toMatchObject({ heldNow: 0, aborted: 1 })
    expect(await origin.release()).toBe(0)
  })

  test('untilRequests counts all that came', async () => {
    await using origin = await start()
    await using client = newClient()
    const waiting = origin.untilRequests(3)
    for (const code of ['br', 'cn', 'de']) await get(client.agent, `${origin.base}/${code}/${code}.gif`)
    await waiting
    await origin.untilRequests(2)
    expect((await origin.report()).requests).toHaveLength(3)
  })

  test('waiting is bounded; the error says what was wanted and shows the log', async () => {
    await using origin = await start({ hold: true })
    await using client = newClient()
    const held = get(client.agent, `${origin.base}/br/br.gif`)
    await origin.untilOpen(1)
    const late = origin.untilOpen(2, { timeout: 10 })
    await expect(late).rejects.toMatchObject({ name: 'OriginTimeoutError' })
    await expect(late).rejects.toThrow(/Waited 10 ms for 2 open requests, but 1 are open \(peak 1\) of 1 that came/)
    await expect(late).rejects.toThrow(/#1 GET \/flags\/br\/br\.gif attempt 1 connection 1: open/)
    await origin.release()
    await held
    await origin.reset()
    await expect(origin.untilRequests(1, { timeout: 1 })).rejects.toThrow(/no request came/)
  })
})

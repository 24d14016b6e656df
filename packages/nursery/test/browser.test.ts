import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coreTests } from './shared/core-tests.ts'

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = CANDIDATES.find((path) => existsSync(path))
/** What keeps a browser of a closed machine quiet: it looks for updates and its maker's hosts otherwise. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const NO_NETWORK = ['--disable-background-networking', '--disable-component-update']

test('a browser is there, where checks must not be left out', ({ skip }) => {
  if (process.env['CI'] === undefined && executablePath === undefined) {
    skip('There is no Chromium here: install it (Debian: apt-get install chromium) to run the core in a browser.')
  }
  expect(executablePath, 'CI needs Chromium: apt-get install -y chromium').toBeDefined()
})

describe.runIf(executablePath)('in Chromium', () => {
  let browser: Browser
  let page: Page
  let bundle: string

  beforeAll(async () => {
    bundle = await bundleForBrowser()
    browser = await chromium.launch({ executablePath: executablePath as string, args: [...FLAGS, ...NO_NETWORK] })
    page = await browser.newPage()
    await page.addScriptTag({ content: bundle, type: 'module' })
    await page.waitForFunction('typeof runCoreTest === "function"')
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
  }, 60_000)

  test('the bundle of the core imports nothing of Node', () => {
    expect(bundle).not.toMatch(/\b(?:import|from|require)\b[\s(]*["'](?:node:)?\w+/)
  })

  test('the page has no AsyncLocalStorage', async () => {
    expect(await page.evaluate('hasAsyncLocalStorage')).toBe(false)
  })

  test.for(Object.keys(coreTests))('%s', async (name) => {
    expect(await page.evaluate(`runCoreTest(${JSON.stringify(name)})`)).toBeNull()
  })
})

async function bundleForBrowser(): Promise<string> {
  const input = fileURLToPath(new URL('./shared/in-page.ts', import.meta.url))
  const bundled = await rolldown({ input, platform: 'browser' })
  const { output } = await bundled.generate({ format: 'esm' })
  await bundled.close()
  return output[0].code
}

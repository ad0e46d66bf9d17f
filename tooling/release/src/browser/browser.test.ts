import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { preview } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { figures } from '../consumer/figures.mjs'
import { installProject } from '../install/install-project.ts'
import { packPackages } from '../tarballs/pack-packages.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { bundle } from './bundle.ts'
import { findChromium } from './find-chromium.ts'

const project = temporaryFolder()
const packed = temporaryFolder()

beforeAll(async () => {
  const tarballs = await packPackages(packed, ['@deqa/soft-label', '@deqa/metrics'])
  await installProject('npm', project, tarballs, [])
  cpSync(fileURLToPath(new URL('../consumer', import.meta.url)), project, { recursive: true })
})

test('soft-label is below 6 kB, minified and compressed', async () => {
  writeFileSync(join(project, 'whole.mjs'), "export * from '@deqa/soft-label'\n")
  const code = await bundle(project, 'whole.mjs')
  expect(code).toContain('moment-matched')
  const bytes = gzipSync(code).length
  console.log(
    `@deqa/soft-label: ${(bytes / 1000).toFixed(2)} kB min+gzip, ${(code.length / 1000).toFixed(2)} kB min`,
  )
  expect(bytes).toBeLessThan(6000)
})

const executablePath = findChromium()

test.skipIf(!executablePath)('a page computes what Node does', async () => {
  await bundle(project, 'index.html')
  const server = await preview({
    root: project,
    configFile: false,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0 },
  })
  // Playwright gives each launch a new profile. The other switches keep the browser from its own errands.
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'].concat(
      '--disable-background-networking',
      '--disable-component-update',
    ),
  })
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(server.resolvedUrls?.local[0] ?? '')
    expect(errors).toEqual([])
    expect(await page.locator('output').textContent()).toBe(figures())
  } finally {
    await browser.close()
    await server.close()
  }
})

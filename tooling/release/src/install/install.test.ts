import { cpSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { figures } from '../consumer/figures.mjs'
import { packPackages, type Tarball } from '../tarballs/pack-packages.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { installProject, type Manager, runInstalled, runModule } from './install-project.ts'

const workspace = temporaryFolder()

const tarballs = await packPackages(temporaryFolder())
const consumer = fileURLToPath(new URL('../consumer', import.meta.url))
const maths = ['@deqa/soft-label', '@deqa/metrics', '@deqa/datasets']

describe.each(['npm', 'pnpm'] as const satisfies Manager[])('%s', (manager) => {
  describe('the packages of mathematics and ratings, alone', () => {
    const project = join(workspace, manager, 'maths')
    const asked = tarballs.filter(({ manifest }) => maths.includes(manifest.name))

    beforeAll(async () => {
      await installProject(manager, project, asked, [])
      cpSync(consumer, project, { recursive: true })
    })

    test('compute what their sources do', async () => {
      const printed = await runModule(project, 'print-figures.mjs')
      expect(printed.trim()).toBe(figures())
      expect(printed).toMatch(/^(0\.200000 ?){5}\n/)
      expect(printed).toContain('plcc 0.800000')
    })

    test('read and write ratings', async () => {
      const printed = await runModule(project, 'print-ratings.mjs')
      expect(printed).toBe('0.jpg 4.25\n1.jpg 1.75\n2\n')
    })
  })

  describe('all packages', () => {
    const project = join(workspace, manager, 'all')

    beforeAll(async () => {
      await installProject(manager, project, tarballs)
      cpSync(consumer, project, { recursive: true })
    })

    test('have the names of their sources', async () => {
      const modules = tarballs.flatMap(entrypoints)
      const names = await Promise.all(
        modules.map(async (name) => [name, Object.keys(await import(name)).sort()] as const),
      )
      const printed = await runModule(project, 'print-names.mjs', modules)
      expect(JSON.parse(printed)).toEqual(Object.fromEntries(names))
    })

    test('deqa says its version', async () => {
      const version = tarballs.find(({ manifest }) => manifest.name === '@deqa/cli')?.manifest.version
      expect(await runInstalled(manager, project, 'deqa', ['--version'])).toBe(`${version}\n`)
    })

    test('deqa scores a picture', async () => {
      const gradient = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64) * 4)
      await sharp(gradient, { raw: { width: 64, height: 64, channels: 1 } }).toFile(
        join(project, 'photo.png'),
      )
      await runInstalled(manager, project, 'deqa', ['score', 'photo.png', '--out', 'scores.ndjson'])
      const { score } = JSON.parse(readFileSync(join(project, 'scores.ndjson'), 'utf8'))
      expect(score).toBeGreaterThanOrEqual(1)
      expect(score).toBeLessThanOrEqual(5)
    })
  })
})

/** The modules that a package offers, as one imports them. */
function entrypoints({ manifest }: Tarball): string[] {
  return Object.keys(manifest.exports ?? {}).map((entry) => posix.join(manifest.name, entry))
}

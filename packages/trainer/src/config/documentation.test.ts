import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeImageFolder } from '../../test/image-folder.ts'
import { loadExamples } from '../data/training-examples.ts'
import { CONFIG_DEFAULTS } from './defaults.ts'
import { loadConfig } from './load-config.ts'

const show = (value: unknown) => {
  if (Array.isArray(value)) return value.length > 5 ? `the ${value.length} of the original` : value.join(', ')
  return value === null ? 'none' : String(value)
}

const documentation = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

test('the example of one file on top of another trains on a table that says no more than it must', async () => {
  const folder = await makeImageFolder(3)
  try {
    const [, example] = /```yaml\n(extends: .*?)```/s.exec(documentation)!
    const configs = fileURLToPath(new URL('../../../../configs', import.meta.url))
    const file = join(folder.path, 'holiday.yaml')
    await writeFile(file, example!.replace('../configs', configs))
    const config = await loadConfig(file)
    expect(config).toMatchObject({
      name: 'holiday pictures',
      network: { from: 'deqa-mini' },
      schedule: { steps: 2000, learningRate: 6e-5 },
    })
    expect(config.datasets).toHaveLength(1)
    const [set] = await loadExamples(config)
    expect(set!.examples.map(({ imagePath }) => imagePath)).toEqual(folder.images)
  } finally {
    await folder.remove()
  }
})

test('the documentation lists every default with its source', async () => {
  const table = documentation.slice(documentation.indexOf('## Every default')).trim().split('\n').slice(4)
  const rows = table.map((line) => line.replaceAll(/ {2,}/g, ' ').trim())
  expect(rows).toEqual(
    Object.entries(CONFIG_DEFAULTS).map(
      ([path, { value, source }]) => `| \`${path}\` | ${show(value)} | ${source} |`,
    ),
  )
})

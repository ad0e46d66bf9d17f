import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { CONFIG_DEFAULTS } from './defaults.ts'

const show = (value: unknown) => {
  if (Array.isArray(value)) return value.length > 5 ? `the ${value.length} of the original` : value.join(', ')
  return value === null ? 'none' : String(value)
}

test('the documentation lists every default with its source', async () => {
  const text = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  const table = text.slice(text.indexOf('## Every default')).trim().split('\n').slice(4)
  const rows = table.map((line) => line.replaceAll(/ {2,}/g, ' ').trim())
  expect(rows).toEqual(
    Object.entries(CONFIG_DEFAULTS).map(
      ([path, { value, source }]) => `| \`${path}\` | ${show(value)} | ${source} |`,
    ),
  )
})

import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadConfig } from '../src/config/load-config.ts'
import { publishedVocabulary } from '../src/text/published-vocabulary.ts'
import { trainingText } from '../src/text/training-text.ts'

const root = fileURLToPath(new URL('../../../configs', import.meta.url))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
)

test('there is one for each row of Tables 6, 7, A6 and A7', () => {
  const rows = (table: string) => files.filter((file) => basename(file).startsWith(`table-${table}-`)).length
  expect([rows('6'), rows('7'), rows('a6'), rows('a7')]).toEqual([5, 6, 6, 6])
})

test.each(files)('%s is valid, and says its command, its purpose and its time', async (file) => {
  const path = join(root, file)
  const config = await loadConfig(path)
  expect(config.datasets.length).toBeGreaterThan(0)
  const comment = (await readFile(path, 'utf8')).split('\n').filter((line) => line.startsWith('# '))
  expect(comment[0]).toBe(`# deqa train configs/${file} --out runs/${basename(file, '.yaml')}`)
  expect(comment.some((line) => line.startsWith('# Expected: '))).toBe(true)
})

test.each(files.filter((file) => file.includes('ablations')))(
  '%s can be written by the base model',
  async (file) => {
    const { text, levels } = await loadConfig(join(root, file))
    const written = trainingText(publishedVocabulary(), {
      questions: text.questions,
      levelWords: levels.words,
      uncertainty: text.uncertainty,
    })
    expect(written.layout.levelIds).toHaveLength(levels.words.length)
  },
)

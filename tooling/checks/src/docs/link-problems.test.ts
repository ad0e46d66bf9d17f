import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { linkProblems } from './link-problems.ts'
import { readDocument } from './markdown.ts'

const root = mkdtempSync(join(tmpdir(), 'deqa-links-'))
afterAll(() => rmSync(root, { recursive: true }))
mkdirSync(join(root, 'docs'))
writeFileSync(join(root, 'README.md'), '# One\n\n## Two `words`\n\n## Two `words`\n')
writeFileSync(join(root, 'docs', 'flow chart.svg'), '<svg/>')

const problems = (text: string) => {
  writeFileSync(join(root, 'docs', 'page.md'), text)
  return linkProblems(readDocument(root, 'docs/page.md'))
}

test.each([
  '[up](../README.md)',
  '[heading](../README.md#two-words)',
  '[the second of the same name](../README.md#two-words-1)',
  '# Here\n\n[own](#here)',
  '![picture](flow%20chart.svg)',
  '[web](https://example.org/x) [mail](mailto:a@example.org)',
  '<img src="../README.md" alt="">',
  '[by name][r]\n\n[r]: ../README.md',
])('%s', (text) => {
  expect(problems(text)).toEqual([])
})

test.each([
  ['[x](../none.md)', '../none.md: does not exist'],
  ['[x](../README.md#three)', 'no such heading'],
  ['[x](#nowhere)', 'no such heading'],
  ['[x](../../secret.md)', 'leaves the repository'],
  ['[x](/README.md)', 'make it relative'],
  ['a\n\n<img src="none.svg">', 'docs/page.md:3: none.svg: does not exist'],
  ['[by name][r]\n\n[r]: none.md', 'none.md: does not exist'],
])('%s is found', (text, reason) => {
  const found = problems(text)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(reason)
})

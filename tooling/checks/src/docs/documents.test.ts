import { describe, expect, test } from 'vitest'
import { repository } from '../repository.ts'
import { examplesOf } from './examples.ts'
import { linkProblems } from './link-problems.ts'
import { documentPaths, readDocument } from './markdown.ts'
import { runExample } from './run-example.ts'

// Every document of this repository: its links lead somewhere, and its examples print what it says they print.
describe.each(documentPaths(repository))('%s', (path) => {
  const document = readDocument(repository, path)

  test('links', () => {
    expect(linkProblems(document)).toEqual([])
  })

  for (const example of examplesOf(document)) {
    test(`line ${example.line}`, async () => {
      const { code, stdout, stderr } = await runExample(path, example)
      expect(code, stderr).toBe(0)
      if (example.output !== undefined) expect(stdout.trimEnd()).toBe(example.output.trimEnd())
    })
  }
})

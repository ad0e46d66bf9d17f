import { fromMarkdown } from 'mdast-util-from-markdown'
import { expect, test } from 'vitest'
import { examplesOf } from './examples.ts'

const examples = (...lines: string[]) =>
  examplesOf({ root: '/', path: 'README.md', tree: fromMarkdown(lines.join('\n')) })

test('a ts block with its output, line by line, with and without text', () => {
  const code = [
    'console.log(1)',
    '// → 1',
    'console.log("a\\n\\n  b")',
    '// → a',
    '// →',
    '// →   b',
    '// a note',
  ]
  expect(examples('# Title', '', '```ts', ...code, '```')).toEqual([
    { kind: 'module', code: code.join('\n'), line: 3, output: '1\na\n\n  b' },
  ])
})

test('a ts block that states no output must print none', () => {
  expect(examples('```ts', 'const x = 1', '```')[0]?.output).toBe('')
})

test('a shell block takes its output from the block after it, if that is marked', () => {
  const shell = ['```sh run', 'echo hello', '```', '', 'prints', '']
  expect(examples(...shell, '```text run', 'hello', '```')[0]?.output).toBe('hello')
  expect(examples(...shell, '```text', 'something like hello', '```')[0]?.output).toBeUndefined()
})

test('everything else is only shown', () => {
  expect(
    examples(
      '```ts no-run',
      'x',
      '```',
      '',
      '```sh',
      'x',
      '```',
      '',
      '```json',
      '{}',
      '```',
      '',
      '    indented',
    ),
  ).toEqual([])
})

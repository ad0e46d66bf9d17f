import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { deqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { untrainedModel } from './untrained-model.ts'

const examples = fileURLToPath(new URL('../../../examples', import.meta.url))
const options = ['--root', examples, '--scale', '0,100', '--csv']

/** A folder with the same ratings twice, `a/set.csv` and `b/set.csv`. */
function twoTables(): string {
  const cwd = temporaryFolder()
  for (const name of ['a', 'b']) {
    mkdirSync(join(cwd, name))
    copyFileSync(join(examples, 'ratings.csv'), join(cwd, name, 'set.csv'))
  }
  return cwd
}

test('what another model, prompt or table made is refused, and left alone', async () => {
  const cwd = twoTables()
  const kept = [...options, '--predictions', 'kept']
  const first = await deqa(['eval', 'deqa-mini', 'a/set.csv', ...kept], { cwd })
  expect([first.code, first.stderr]).toEqual([0, ''])
  const lines = readFileSync(join(cwd, 'kept/set.jsonl'), 'utf8')
  // The lines themselves are the original's.
  expect(Object.keys(JSON.parse(lines.split('\n')[0]!))).toEqual(['id', 'image', 'gt_score', 'logits'])

  for (const [args, message] of [
    [[untrainedModel(), 'a/set.csv'], 'made with model deqa-mini, but this evaluation has untrained'],
    [
      ['deqa-mini', 'a/set.csv', '--prompt', 'scorer'],
      'made with prompt eval, but this evaluation has scorer',
    ],
    [['deqa-mini', 'a/set.csv', '--auto-orient'], 'made with autoOrient false, but'],
    [['deqa-mini', 'b/set.csv'], `made with ratings ${join(cwd, 'a/set.csv')}, but`],
  ] as const) {
    const { code, stdout, stderr } = await deqa(['eval', ...args, ...kept], { cwd })
    expect(stderr).toContain(message)
    expect([code, stdout]).toEqual([2, ''])
  }
  expect((await deqa(['eval', 'deqa-mini', 'a/set.csv', ...kept], { cwd })).code).toBe(0)
  expect(readFileSync(join(cwd, 'kept/set.jsonl'), 'utf8')).toBe(lines)
})

test('values of a baseline for another table are refused', async () => {
  const cwd = twoTables()
  const args = (table: string) => [
    'eval',
    '--baseline',
    'jpeg-size',
    table,
    ...options,
    '--predictions',
    'kept',
  ]
  expect((await deqa(args('a/set.csv'), { cwd })).code).toBe(0)
  const other = await deqa(args('b/set.csv'), { cwd })
  expect([other.code, other.stderr]).toEqual([
    2,
    expect.stringContaining('set.jpeg-size.jsonl was made with'),
  ])
})

test('two sources that would share a file are refused before anything is scored', async () => {
  const cwd = twoTables()
  const both = ['eval', 'deqa-mini', 'a/set.csv', 'b/set.csv', ...options]
  const shared = await deqa([...both, '--predictions', 'kept'], { cwd })
  expect([shared.code, shared.stderr]).toEqual([2, expect.stringContaining('would share set.jsonl in kept')])
  expect((await deqa(both, { cwd })).code).toBe(0)
  const named = ['--baseline', 'mean-gradient', 'a/set.csv', 'b/set.mean-gradient.csv', ...options]
  renameSync(join(cwd, 'b/set.csv'), join(cwd, 'b/set.mean-gradient.csv'))
  const evaluate = (...args: string[]) => deqa(['eval', ...args, ...named, '--predictions', 'kept'], { cwd })
  expect((await evaluate('--model', 'deqa-mini')).stderr).toContain('would share set.mean-gradient.jsonl')
  expect((await evaluate()).stderr).not.toContain('would share')
})

test('mistakes in what is named are told as such', async () => {
  const cwd = twoTables()
  writeFileSync(join(cwd, 'notes.txt'), '')
  for (const [args, message] of [
    [
      ['konig=./x'],
      'there is neither such a file nor a dataset konig\nBefore = stands the name of a dataset: koniq,',
    ],
    [['a/set.csv', '--prompt', 'hub'], 'deqa-mini has no prompt hub\nIt has scorer, eval.'],
    [['a/set.csv', '--split', 'test'], 'set has no usable row in the test part'],
    [
      ['a/set.csv', '--predictions', 'notes.txt'],
      '--predictions: expected the path of a folder, but notes.txt is',
    ],
  ] as const) {
    const { code, stderr } = await deqa(['eval', 'deqa-mini', ...args, '--root', examples], { cwd })
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  }
  copyFileSync(join(cwd, 'a/set.csv'), join(cwd, 'ratings=v2.csv'))
  const { code, stdout } = await deqa(['eval', 'deqa-mini', 'ratings=v2.csv', ...options], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^deqa-mini,ratings=v2,8,/m)
})

test('a row whose rating cannot be used is known by its file and line', async () => {
  const cwd = twoTables()
  const table = readFileSync(join(cwd, 'a/set.csv'), 'utf8').trim()
  writeFileSync(join(cwd, 'more.csv'), `${table}\nphotos/lake.jpg,101,3\n`)
  const { code, stderr } = await deqa(['eval', '--baseline', 'jpeg-size', 'more.csv', ...options], { cwd })
  expect(code).toBe(3)
  expect(stderr).toMatch(/more\.csv.*10/)
})

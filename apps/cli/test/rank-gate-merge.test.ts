import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Interrupted } from '../src/errors.ts'
import { runProgram } from '../src/program.ts'
import { makePhotos } from './make-photos.ts'
import { deqa } from './run-deqa.ts'
import { scoredPhotos } from './scored-photos.ts'

interface Ranked {
  readonly file: string
  readonly rank?: number
  readonly score?: number
  readonly betterThanNext?: number | null
  readonly passed?: boolean
  readonly error?: { readonly code: string }
}

const json = (text: string): { results: Ranked[]; [key: string]: unknown } => JSON.parse(text)

describe('rank', () => {
  test('orders images by the scores of deqa score, and scores can take their place', async () => {
    const cwd = await scoredPhotos()
    const { code, stdout, stderr } = await deqa(['rank', '.', '--json'], { cwd })
    const { results, ...before } = json(stdout)
    expect([code, stderr]).toEqual([3, 'deqa: 1 of 5 images have no score\n'])
    expect(before).toEqual({
      model: { name: 'deqa-mini', revision: expect.stringMatching(/^[0-9a-f]{12}$/), prompt: 'scorer' },
      autoOrient: false,
    })
    expect(results.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, undefined])
    expect(results[4]).toMatchObject({ file: 'broken.png', error: { code: 'IMAGE_UNREADABLE' } })
    const scores = results.slice(0, 4).map(({ score }) => score!)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))

    const again = await deqa(['rank', '--scores', 'scores.ndjson', '--json'], { cwd })
    expect([again.code, json(again.stdout)]).toEqual([3, json(stdout)])
  })

  test('--best and --worst are parts of the whole order, in a table and as CSV', async () => {
    const cwd = await scoredPhotos()
    const from = ['rank', '--scores', 'scores.ndjson']
    const all = json((await deqa([...from, '--json'], { cwd })).stdout).results
    const csv = (await deqa([...from, '--worst', '2', '--csv'], { cwd })).stdout
    const [head, third, last, failed] = csv.split('\n')
    expect(head).toMatch(/^rank,better_than_next,file,score,/)
    expect(third).toMatch(`3,${all[2]!.betterThanNext},${all[2]!.file},${all[2]!.score},`)
    expect(last).toMatch(`4,,${all[3]!.file},${all[3]!.score},`)
    expect(failed).toMatch(/^,,broken\.png,.*,IMAGE_UNREADABLE,/)
    const table = (await deqa([...from, '--best', '1'], { cwd })).stdout.split('\n')
    expect(table[0]).toMatch(/^rank {2}file +score {2}± std +level +levels {2}P\(> next\)$/)
    expect(table[1]).toContain(`   1  ${all[0]!.file}`)
    expect(table[1]).toMatch(new RegExp(`${all[0]!.betterThanNext!.toFixed(2)}$`))
    // The last digit stands below the last letter.
    expect(table[1]).toHaveLength(table[0]!.length)
    expect(table[2]).toMatch(/^ {3}– {2}broken\.png +IMAGE_UNREADABLE/)
  })

  test('Ctrl-C says how to begin so that nothing is lost', async () => {
    const folder = await makePhotos(60)
    const stop = new AbortController()
    const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
    let said = ''
    stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('2/60 images')) stop.abort(new Interrupted())
    })
    const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr }
    const args = ['rank', folder, '--batch-size', '1', '--threads', '1']
    expect(await runProgram(args, { terminal, signal: stop.signal })).toBe(130)
    expect(said).toMatch(
      /interrupted: \d+ of 60 images are done\n.*they are not kept: .* --resume, then name/,
    )
    expect(terminal.stdout.read()).toBeNull()
  })

  test.each([
    [['rank'], 'expected images, or --scores'],
    [['rank', 'a.png', '--scores', 'scores.ndjson'], 'got a.png beside --scores'],
    [['rank', '--scores', 'gone.ndjson'], 'gone.ndjson: there is no such file'],
    [['rank', '--scores', '.'], 'expected a file of scores, got no regular file'],
    [['rank', '--scores', 'empty.ndjson'], 'empty.ndjson: there is no row'],
    [['rank', 'a.png', '--report', 'page.txt'], '--report: expected a name that ends in .html'],
    [
      ['rank', '--scores', 'note.html', '--report', 'note.html'],
      'note.html is note.html, which this command needs',
    ],
    [['rank', 'a.png', '--report', 'note.txt/page.html'], '--report: '],
    [['rank', '--scores', 'note.txt'], 'note.txt, line 1 is not a row that deqa score wrote'],
  ])('%j is a usage error', async (args, message) => {
    const cwd = await makePhotos(1)
    writeFileSync(join(cwd, 'empty.ndjson'), '')
    for (const note of ['note.txt', 'note.html'])
      writeFileSync(join(cwd, note), '{"file":"a.png","score":3}\n')
    const { code, stdout, stderr } = await deqa(args, { cwd })
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
  })
})

test('scores of images that have changed since are used, and it is said', async () => {
  const cwd = await makePhotos(2)
  await deqa(['score', '.', '--out', 'scores.ndjson'], { cwd })
  appendFileSync(join(cwd, '01.png'), 'more')
  const { code, stderr } = await deqa(['gate', '--scores', 'scores.ndjson', '--min', '1'], { cwd })
  expect([code, stderr]).toEqual([0, 'deqa: changed since they were scored: 1 of 2 images\n'])
})

describe('gate', () => {
  test('the exit code says whether all pass, and those that do not are shown', async () => {
    const cwd = await makePhotos(3)
    await deqa(['score', '.', '--out', 'scores.ndjson'], { cwd })
    const from = ['gate', '--scores', 'scores.ndjson', '--min']
    const ranked = json((await deqa(['rank', '.', '--json'], { cwd })).stdout).results
    expect(await deqa(['gate', '.', '--min', '1'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' })
    // A score that is reached passes.
    expect((await deqa([...from, String(ranked[2]!.score)], { cwd })).code).toBe(0)

    const { code, stdout, stderr } = await deqa([...from, String(ranked[1]!.score)], { cwd })
    expect([code, stderr]).toEqual([5, `deqa: 1 of 3 images score less than ${ranked[1]!.score}\n`])
    expect(stdout.split('\n').slice(1)).toEqual([expect.stringMatching(`^${ranked[2]!.file} `), ''])
    const document = json((await deqa([...from, '5', '--json'], { cwd })).stdout)
    expect(document).toMatchObject({ model: { name: 'deqa-mini' }, min: 5, passed: false })
    expect(document.results.map(({ passed }) => passed)).toEqual([false, false, false])
  })

  test('an image without a score does not pass; a low score is the graver', async () => {
    const cwd = await scoredPhotos()
    const from = ['gate', '--scores', 'scores.ndjson', '--min']
    const unread = await deqa([...from, '1'], { cwd })
    expect([unread.code, unread.stdout]).toEqual([3, expect.stringContaining('broken.png')])
    const { code, stderr } = await deqa([...from, '5'], { cwd })
    expect([code, stderr]).toEqual([
      5,
      'deqa: 4 of 5 images score less than 5\ndeqa: 1 of 5 images have no score\n',
    ])
  })
})

describe('merge', () => {
  const shards = ['1.ndjson', '2.ndjson', '3.ndjson']

  async function sharded(): Promise<string> {
    const cwd = await scoredPhotos()
    for (const [i, out] of shards.entries())
      await deqa(['score', '.', '--shard', `${i + 1}/3`, '--out', out, '--batch-size', '1'], { cwd })
    return cwd
  }

  test('shards become the file of one run, whatever their order', async () => {
    const cwd = await sharded()
    await deqa(['score', '.', '--out', 'one.ndjson', '--batch-size', '1'], { cwd })
    const one = readFileSync(join(cwd, 'one.ndjson'), 'utf8')
    const merged = await deqa(['merge', ...shards], { cwd })
    expect(merged).toEqual({ code: 3, stdout: one, stderr: 'deqa: 1 of 5 images have no score\n' })
    await deqa(['merge', ...shards.toReversed(), '--out', 'all.ndjson'], { cwd })
    expect(readFileSync(join(cwd, 'all.ndjson'), 'utf8')).toBe(one)
    const { stdout } = await deqa(['score', '.', '--csv', '--batch-size', '1'], { cwd })
    await deqa(['merge', ...shards, '--out', 'all.csv'], { cwd })
    expect(readFileSync(join(cwd, 'all.csv'), 'utf8')).toBe(stdout)
  })

  test('of two rows of one image a score counts more than a failure, else the later one', async () => {
    const cwd = await makePhotos(1)
    await deqa(['score', '00.png', 'later.png', '--out', 'early.ndjson'], { cwd })
    writeFileSync(join(cwd, 'later.png'), readFileSync(join(cwd, '00.png')))
    await deqa(['score', 'later.png', '--out', 'late.ndjson'], { cwd })
    for (const files of [
      ['early.ndjson', 'late.ndjson'],
      ['late.ndjson', 'early.ndjson'],
    ]) {
      const { code, stdout, stderr } = await deqa(['merge', ...files], { cwd })
      expect([code, stderr]).toEqual([0, 'deqa: left out, since other rows are of the same images: 1\n'])
      expect(stdout.match(/"file":"[^"]*"/g)).toEqual(['"file":"00.png"', '"file":"later.png"'])
    }
  })

  test('what cannot be joined is refused, and nothing is written', async () => {
    const cwd = await sharded()
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await deqa(['merge', ...args, '--out', 'all.ndjson'], { cwd })
      expect(code).toBe(2)
      expect(() => readFileSync(join(cwd, 'all.ndjson'))).toThrow('ENOENT')
      return stderr
    }
    await deqa(['score', '.', '--auto-orient', '--out', 'turned.ndjson'], { cwd })
    expect(await refused('1.ndjson', 'turned.ndjson')).toContain(
      'turned.ndjson, line 1 was made with autoOrient true, but 1.ndjson, line 1 with false',
    )
    appendFileSync(join(cwd, '2.ndjson'), '{"file":"03.p')
    expect(await refused(...shards)).toMatch(/2\.ndjson, line 3 is not whole: .*\nFinish it .* --resume/)
    for (const [out, message] of [
      ['all.txt', 'Add --csv, or use one of the endings'],
      ['1.ndjson', '--out: 1.ndjson is 1.ndjson, which this command needs'],
      ['turned.ndjson', '--out: turned.ndjson already holds something'],
    ] as const) {
      const { code, stderr } = await deqa(['merge', '1.ndjson', '--out', out], { cwd })
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    }
  })
})

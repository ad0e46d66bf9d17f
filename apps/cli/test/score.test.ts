import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { makePhoto, makePhotos } from './make-photos.ts'
import { deqa } from './run-deqa.ts'
import { NOTICE, untrainedModel } from './untrained-model.ts'

interface Result {
  readonly file: string
  readonly score?: number
  readonly error?: { readonly code: string; readonly message: string }
}

interface Document {
  readonly model: Readonly<Record<string, unknown>>
  readonly results: readonly Result[]
}

async function scoreJson(args: readonly string[], cwd: string): Promise<Document> {
  const { stdout } = await deqa(['score', ...args, '--json'], { cwd })
  return JSON.parse(stdout) as Document
}

function rowsOf(ndjson: string): (Result & Readonly<Record<string, unknown>>)[] {
  return ndjson
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

const filesOf = (results: readonly Result[]): string[] => results.map(({ file }) => file)

describe('formats', () => {
  test('--json: the model and one result per image in input order', async () => {
    const cwd = await makePhotos(3)
    const { code, stdout, stderr } = await deqa(['score', '02.png', '.', '--json'], { cwd })
    const { model, results, ...rest } = JSON.parse(stdout) as Document
    expect(code).toBe(0)
    expect(rest).toEqual({})
    expect(model).toMatchObject({ name: 'deqa-mini', prompt: 'scorer', device: 'cpu' })
    expect(filesOf(results)).toEqual(['02.png', '00.png', '01.png'])
    for (const result of results) {
      expect(Object.keys(result)).toEqual(['file', 'score', 'std', 'level', 'levels', 'width', 'height'])
      expect(result).toMatchObject({ width: 48, height: 36 })
      expect(result.score).toBeGreaterThanOrEqual(1)
      expect(result.score).toBeLessThanOrEqual(5)
    }
    // Nothing is to be said of this model, and there is no terminal to show progress on.
    expect([model['trained'], stderr]).toEqual([true, ''])
  })

  test('a model that was never trained says so at each use, on standard error alone', async () => {
    const cwd = await makePhotos(1)
    const model = untrainedModel()
    const { stdout, stderr } = await deqa(['score', '00.png', '--model', model, '--json'], { cwd })
    expect((JSON.parse(stdout) as Document).model).toMatchObject({ trained: false, notice: NOTICE })
    expect(stderr).toBe(`deqa: ${NOTICE}\n`)
  })

  test('--ndjson: each line names the model and the file as it was', async () => {
    const cwd = await makePhotos(2)
    const { stdout } = await deqa(['score', '.', '--ndjson', '--auto-orient'], { cwd })
    const rows = rowsOf(stdout)
    expect(filesOf(rows)).toEqual(['00.png', '01.png'])
    for (const row of rows) {
      expect(row).toMatchObject({ model: 'deqa-mini', prompt: 'scorer', autoOrient: true })
      expect(row['revision']).toMatch(/^[0-9a-f]{12}$/)
      expect(row['size']).toBe(readFileSync(join(cwd, row.file)).length)
    }
  })

  test('--csv and the table hold the scores of --json', async () => {
    const cwd = await makePhotos(2)
    const { results } = await scoreJson(['.'], cwd)
    const csv = (await deqa(['score', '.', '--csv'], { cwd })).stdout.split('\n')
    const table = (await deqa(['score', '.'], { cwd })).stdout.split('\n')
    expect(csv[0]).toMatch(/^file,score,std,level,bad,poor,fair,good,excellent,width,height,/)
    results.forEach(({ file, score }, i) => {
      expect(csv[i + 1]).toContain(`${file},${score},`)
      expect(table[i + 1]).toContain(`${file}   ${score?.toFixed(2)}  ± `)
    })
    expect(csv).toHaveLength(4)
    expect(table).toHaveLength(4)
  })

  test('--out: the ending names the format, and standard output stays empty', async () => {
    const cwd = await makePhotos(2)
    const printed = await scoreJson(['.'], cwd)
    writeFileSync(join(cwd, 'scores.json'), 'old')
    const { code, stdout } = await deqa(['score', '.', '--out', 'scores.json'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toBe('')
    expect(JSON.parse(readFileSync(join(cwd, 'scores.json'), 'utf8'))).toEqual(printed)
    expect(readdirSync(cwd).sort()).toEqual(['00.png', '01.png', 'scores.json'])
  })
})

describe('inputs', () => {
  test('a bad file among good ones costs only itself', async () => {
    const cwd = await makePhotos(4)
    const alone = await scoreJson(['00.png', '02.png', '03.png'], cwd)
    writeFileSync(join(cwd, '01.png'), 'no image')
    const { code, stdout, stderr } = await deqa(['score', '.', 'gone.jpg', '--json'], { cwd })
    const { results } = JSON.parse(stdout) as Document
    expect(code).toBe(3)
    expect(filesOf(results)).toEqual(['00.png', '01.png', '02.png', '03.png', 'gone.jpg'])
    expect(results[1]).toEqual({
      file: '01.png',
      error: { code: 'IMAGE_UNREADABLE', message: expect.stringContaining('01.png') },
    })
    expect(results[4]?.error?.code).toBe('IMAGE_NOT_FOUND')
    // The company an image is scored in may move its score by 1e-5 at most, the promise of the scorer.
    expect([results[0], results[2], results[3]].map((result) => result?.score)).toBeAllClose(
      alone.results.map(({ score }) => score!),
      { absolute: 1e-5 },
    )
    expect(stderr).toContain('2 of 5 images could not be scored')
  })

  test('a name that looks like a pattern and is not there is reported', async () => {
    const cwd = await makePhotos(1)
    const { code, stdout } = await deqa(['score', '00.png', 'photo (1).jpg', '--json'], { cwd })
    const { results } = JSON.parse(stdout) as Document
    expect(code).toBe(3)
    expect(filesOf(results)).toEqual(['00.png', 'photo (1).jpg'])
    expect(results[1]?.error?.code).toBe('IMAGE_NOT_FOUND')
  })

  test('a list of any names on standard input', async () => {
    const cwd = await makePhotos(2)
    renameSync(join(cwd, '01.png'), join(cwd, 'two\nlines.png'))
    const stdin = 'two\nlines.png\0' + '00.png\0'
    const { code, stdout } = await deqa(['score', '-', '--ndjson'], { cwd, stdin })
    expect(code).toBe(0)
    expect(filesOf(rowsOf(stdout))).toEqual(['two\nlines.png', '00.png'])
  })

  test('a list on standard input', async () => {
    const cwd = await makePhotos(3)
    const { code, stdout } = await deqa(['score', '-', '--ndjson'], { cwd, stdin: '02.png\n00.png\n' })
    expect(code).toBe(0)
    expect(filesOf(rowsOf(stdout))).toEqual(['02.png', '00.png'])
  })

  test('shards are disjoint and together the whole', async () => {
    const cwd = await makePhotos(5)
    const parts = await Promise.all(
      [1, 2, 3].map(async (i) => filesOf((await scoreJson(['.', '--shard', `${i}/3`], cwd)).results)),
    )
    expect(parts).toEqual([['00.png', '03.png'], ['01.png', '04.png'], ['02.png']])
  })

  test('an empty shard is done', async () => {
    const cwd = await makePhotos(1)
    expect((await scoreJson(['.', '--shard', '2/2'], cwd)).results).toEqual([])
  })

  test('DEQA_MODEL names the model, and the flag wins over it', async () => {
    const cwd = await makePhotos(1)
    const env = { DEQA_MODEL: 'no-such-model' }
    expect((await deqa(['score', '.'], { cwd, env })).code).toBe(4)
    expect((await deqa(['score', '.', '--model', 'deqa-mini'], { cwd, env })).code).toBe(0)
  })
})

describe('what cannot work', () => {
  test.each([
    [
      'no image in a folder',
      ['.'],
      2,
      'found no image in .\nIn folders and globs files count that end with .',
    ],
    ['an empty list', ['-'], 2, 'found no image in -'],
    ['a prompt that it has not', ['00.png', '--prompt', 'hub'], 2, 'deqa-mini has no prompt hub\nIt has'],
    ['an unknown ending', ['00.png', '--out', 'scores.txt'], 2, 'cannot tell the format'],
    ['a folder as --out', ['00.png', '--json', '--out', '.'], 2, 'a folder'],
    ['no folder for --out', ['00.png', '--out', 'no/scores.json'], 2, 'cannot write no/scores.json'],
    ['a file that is there', ['00.png', '--out', 'notes.ndjson'], 2, 'already holds something'],
    ['to resume what is not ours', ['00.png', '--out', 'notes.ndjson', '--resume'], 2, 'line 1 is not a row'],
    ['a model that is not there', ['00.png', '--model', 'nothing'], 4, 'no folder'],
  ])('%s', async (_, args, code, message) => {
    const cwd = await makePhotos(1)
    writeFileSync(join(cwd, 'notes.ndjson'), 'my notes\n')
    if (args[0] === '.') rmSync(join(cwd, '00.png'))
    const result = await deqa(['score', ...args], { cwd })
    expect(result.stderr).toContain(message)
    expect(result.stdout).toBe('')
    expect(result.code).toBe(code)
    expect(readFileSync(join(cwd, 'notes.ndjson'), 'utf8')).toBe('my notes\n')
  })
})

describe('--resume', () => {
  const resume = ['score', '.', '--out', 'scores.ndjson', '--resume']
  const rowsIn = (cwd: string) => rowsOf(readFileSync(join(cwd, 'scores.ndjson'), 'utf8'))

  test('starts a file, and does nothing when all is done', async () => {
    const cwd = await makePhotos(3)
    expect((await deqa(resume, { cwd })).code).toBe(0)
    const before = readFileSync(join(cwd, 'scores.ndjson'), 'utf8')
    const again = await deqa(resume, { cwd })
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('3 of 3 images are done already')
    expect(readFileSync(join(cwd, 'scores.ndjson'), 'utf8')).toBe(before)
  })

  test('redoes changed and failed files, adds new ones, and leaves the rest', async () => {
    const cwd = await makePhotos(4)
    writeFileSync(join(cwd, '01.png'), 'no image')
    expect((await deqa(resume, { cwd })).code).toBe(3)
    const before = rowsIn(cwd)
    copyFileSync(join(cwd, '03.png'), join(cwd, '02.png'))
    await makePhoto(join(cwd, '01.png'), 1)
    await makePhoto(join(cwd, '04.png'), 4)
    expect((await deqa(resume, { cwd })).code).toBe(0)
    const after = rowsIn(cwd)
    expect(filesOf(after)).toEqual(['00.png', '03.png', '01.png', '02.png', '04.png'])
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toEqual(before[3])
    // The same pixels in other company: 1e-5 is what the scorer promises.
    expect([after[3]?.score]).toBeAllClose([after[1]!.score!], { absolute: 1e-5 })
  })

  test('refuses rows that another prompt gave', async () => {
    const cwd = await makePhotos(1)
    await deqa(resume, { cwd })
    const { code, stderr } = await deqa([...resume, '--prompt', 'eval'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('made with prompt scorer, but this run has eval')
    expect(existsSync(join(cwd, 'scores.ndjson'))).toBe(true)
  })
})

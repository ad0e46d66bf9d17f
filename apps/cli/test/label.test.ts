import type { ChildProcess } from 'node:child_process'
import { createWriteStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { openDeqaMeta, readDeqaMeta } from '@deqa/datasets'
import { softLabel } from '@deqa/soft-label'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { deqa, startDeqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Text of a CSV as objects; none of ours has a quoted field. */
function parseCsv(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split('\n')
  const names = head!.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, index) => [name, cells[index]!]))
  })
}

/** A folder with `ratings.csv`. */
function ratings(...lines: string[]): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'ratings.csv'), `${['image,mos,std', ...lines].join('\n')}\n`)
  return folder
}

const three = ['photos/a.jpg,10,5', 'photos/b.jpg,60,20', 'photos/c.jpg,90,1']

describe('what is written', () => {
  test('CSV: the numbers of the library, digit for digit', async () => {
    const { code, stdout, stderr } = await deqa(['label', 'ratings.csv', '--scale', '0,100'], {
      cwd: ratings(...three),
    })
    expect(code).toBe(0)
    // Deviations of 0.2, 0.8 and 0.04: only the last is below the paper's 0.2.
    expect(stderr).toMatch(/^deqa: 3 labels: 2 gaussian, 1 two-level \(small-std\); [\d.,]+ per second\n$/)
    const rows = parseCsv(stdout)
    expect(rows.map(({ id, image, mos, std }) => [id, image, mos, std])).toEqual([
      ['photos/a.jpg', 'photos/a.jpg', '10', '5'],
      ['photos/b.jpg', 'photos/b.jpg', '60', '20'],
      ['photos/c.jpg', 'photos/c.jpg', '90', '1'],
    ])
    // By hand: 4 · 60/100 + 1 and 4 · 20/100.
    const { probabilities, alpha, beta, branch, reason } = softLabel({ score: 3.4, std: 0.8 })
    const { bad, poor, fair, good, excellent, ...b } = rows[1]!
    expect([bad, poor, fair, good, excellent].map(Number)).toEqual(probabilities)
    expect(b).toMatchObject({ mos_norm: '3.4', std_norm: '0.8', level: 'fair', branch, reason })
    expect([Number(b['alpha']), Number(b['beta'])]).toEqual([alpha, beta])
  })

  test('observed: the lowest and the highest score are the ends', async () => {
    const { stdout } = await deqa(['label', 'ratings.csv', '--method', 'interpolation'], {
      cwd: ratings(...three),
    })
    // By hand: (60 - 10) / 80 · 4 + 1 = 3.5.
    expect(parseCsv(stdout).map((row) => row['mos_norm'])).toEqual(['1', '3.5', '5'])
    expect(parseCsv(stdout).map(({ bad, fair, good, excellent }) => [bad, fair, good, excellent])).toEqual([
      ['1', '0', '0', '0'],
      ['0', '0.5', '0.5', '0'],
      ['0', '0', '0', '1'],
    ])
  })

  test('lower is better', async () => {
    const { stdout } = await deqa(['label', 'ratings.csv', '--lower-is-better', '--method', 'one-hot'], {
      cwd: ratings(...three),
    })
    expect(parseCsv(stdout).map(({ mos_norm, level }) => [mos_norm, level])).toEqual([
      ['5', 'excellent'],
      ['2.5', 'poor'],
      ['1', 'bad'],
    ])
  })

  test('a DMOS is read once it is known which end is good', async () => {
    const cwd = ratings()
    writeFileSync(join(cwd, 'ratings.csv'), 'image,dmos\na.jpg,1\nb.jpg,4\n')
    const label = (...flags: string[]) =>
      deqa(['label', 'ratings.csv', '--method', 'one-hot', ...flags], { cwd })
    expect(await label()).toMatchObject({ code: 3, stderr: expect.stringContaining('"dmos" is better') })
    const levels = async (...flags: string[]) =>
      parseCsv((await label(...flags)).stdout).map(({ level }) => level)
    expect(await levels('--lower-is-better')).toEqual(['excellent', 'bad'])
    expect(await levels('--mos-column', 'dmos')).toEqual(['bad', 'excellent'])
  })

  test('JSONL: ascending probabilities, what does not exist is left out', async () => {
    const args = ['label', 'ratings.csv', '--format', 'jsonl', '--method', 'moment-matched', '--levels', '3']
    const { stdout } = await deqa(args, { cwd: ratings(...three) })
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows[1]).toEqual({
      id: 'photos/b.jpg',
      image: 'photos/b.jpg',
      mos: 60,
      std: 20,
      mosNorm: 3.5,
      stdNorm: 1,
      level: 'good',
      probabilities: softLabel({ score: 3.5, std: 1 }, { method: 'moment-matched', levels: 3 }).probabilities,
      branch: 'discrete-gaussian',
      reason: 'matched',
    })
  })

  test('DeQA meta: opens as the dataset it came from', async () => {
    const cwd = ratings(...three)
    const { code } = await deqa(['label', 'ratings.csv', '--out', 'train.json', '--variant', 'upstream'], {
      cwd,
    })
    expect(code).toBe(0)
    const path = join(cwd, 'train.json')
    const items = await readDeqaMeta(path)
    expect(items.map(({ id }) => id)).toEqual(['a.jpg->10', 'b.jpg->60', 'c.jpg->90'])
    const { probabilities, masses } = softLabel({ score: 3.5, std: 1 }, { variant: 'upstream' })
    expect(items[1]).toMatchObject({ levelProbs: probabilities, levelProbsOrg: masses, stdNorm: 1 })
    expect(items[1]!.conversations).toEqual([
      { from: 'human', value: expect.stringMatching(/\?\n<\|image\|>$|\.\n<\|image\|>$/) },
      { from: 'gpt', value: 'The quality of the image is good.' },
    ])
    // On disk the original's order: excellent first.
    expect(JSON.parse(readFileSync(path, 'utf8'))[1].level_probs).toEqual(probabilities.toReversed())
    expect(await openDeqaMeta(path)).toMatchObject({ scale: { min: 10, max: expect.closeTo(90, 10) } })
    const again = await deqa(['label', 'train.json', '--method', 'one-hot'], { cwd })
    expect(parseCsv(again.stdout).map(({ mos }) => mos)).toEqual(['10', '60', '90'])
  })

  test('without any row there is nothing to write', async () => {
    const args = ['label', 'ratings.csv', '--scale', '1,5', '--out', 'labels.csv']
    const cwd = ratings()
    expect(await deqa(args, { cwd })).toMatchObject({
      code: 2,
      stderr: 'deqa: ratings has no usable row\n',
    })
    const split = await deqa([...args, '--split', 'test'], { cwd: ratings(...three) })
    expect([split.code, split.stderr]).toEqual([2, expect.stringContaining('no usable row in the test part')])
    expect(readdirSync(cwd)).toEqual(['ratings.csv'])
  })

  test('what is no table is refused with what would help', async () => {
    const cwd = ratings(...three)
    writeFileSync(join(cwd, 'r.txt'), 'image,mos\na.jpg,1\nb.jpg,2\n')
    const text = await deqa(['label', 'r.txt', '--method', 'one-hot'], { cwd })
    expect([text.code, text.stderr]).toEqual([2, expect.stringContaining('--input-format')])
    const dataset = await deqa(['label', 'koniq10k'], { cwd })
    expect([dataset.code, dataset.stderr]).toEqual([2, expect.stringContaining('the datasets koniq, ')])
    const parquet = await deqa(['label', '-', '--input-format', 'parquet', '--scale', '1,5'], { cwd })
    expect([parquet.code, parquet.stderr]).toEqual([2, expect.stringContaining('standard input')])
    expect(
      (await deqa(['label', 'r.txt', '--method', 'one-hot', '--input-format', 'csv'], { cwd })).code,
    ).toBe(0)
  })
})

describe('where ratings come from', () => {
  test('other column names, tabs, gzip', async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, 'r.tsv.gz'), gzipSync('file\tquality\tspread\na.jpg\t1\t0.5\nb.jpg\t3\t0.7\n'))
    const columns = ['--image-column', 'file', '--mos-column', 'quality', '--std-column', 'spread']
    const { code, stdout } = await deqa(['label', 'r.tsv.gz', ...columns, '--scale', '1,5'], { cwd })
    expect(code).toBe(0)
    expect(parseCsv(stdout).map(({ mos, std }) => [mos, std])).toEqual([
      ['1', '0.5'],
      ['3', '0.7'],
    ])
  })

  test("a spreadsheet's semicolons and decimal commas", async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, 'r.csv'), 'image;mos;std\na.jpg;1,5;0,25\nb.jpg;3;0,5\n')
    const without = await deqa(['label', 'r.csv', '--scale', '1,5'], { cwd })
    expect([without.code, without.stderr]).toEqual([3, expect.stringContaining('they are the delimiter')])
    const semicolon = ['label', 'r.csv', '--scale', '1,5', '--delimiter', ';']
    const points = await deqa(semicolon, { cwd })
    expect(points.stderr).toContain('r.csv:2: "mos": expected a number with a decimal point, got "1,5"')
    const { code, stdout } = await deqa([...semicolon, '--decimal-comma'], { cwd })
    expect(code).toBe(0)
    expect(parseCsv(stdout).map(({ mos, std }) => [mos, std])).toEqual([
      ['1.5', '0.25'],
      ['3', '0.5'],
    ])
  })

  test.each([
    [['r.csv', '--delimiter', '; '], '--delimiter: expected one character, no quote or line end, got "; "'],
    [['r.jsonl', '--delimiter', ';'], '--delimiter: r.jsonl is jsonl, and only CSV and TSV have one'],
    [['-', '--input-format', 'jsonl', '--decimal-comma'], '--decimal-comma: - is jsonl'],
    [['koniq', '--mos-column', 'MOS'], '--mos-column: koniq is no table'],
    [['train.json', '--delimiter', ';'], '--delimiter: train.json is no table'],
  ])('%j is refused, as it would be ignored', async (args, message) => {
    const { code, stderr } = await deqa(['label', ...args, '--scale', '1,5'], { cwd: temporaryFolder() })
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  test('standard input', async () => {
    const { stdout } = await deqa(['label', '-', '--scale', '1,5', '--input-format', 'jsonl'], {
      cwd: temporaryFolder(),
      stdin: '{"image":"a.jpg","mos":2,"std":1}\n',
    })
    expect(parseCsv(stdout).map(({ image, mos_norm }) => [image, mos_norm])).toEqual([['a.jpg', '2']])
  })

  test('one part of the split; a fault in another part is none', async () => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, 'r.csv'), 'image,mos,std,split\na,1,1,train\nb,5,,test\nc,3,1,train\nd,4,1,\n')
    const { code, stdout } = await deqa(['label', 'r.csv', '--split', 'train'], { cwd })
    expect(code).toBe(0)
    expect(parseCsv(stdout).map(({ id, mos_norm }) => [id, mos_norm])).toEqual([
      ['a', '1'],
      ['c', '3'],
    ])
  })
})

describe('bad rows', () => {
  test('are named by file and line and spoil nothing else', async () => {
    const cwd = ratings(
      'a.jpg,1,0.5',
      'b.jpg,good,0.5',
      'c.jpg,3',
      'd.jpg,9,0.5',
      'e.jpg,2,-1',
      'f.jpg,2,',
      'g.jpg,5,1',
    )
    const { code, stdout, stderr } = await deqa(['label', 'ratings.csv', '--scale', '1,5'], { cwd })
    expect(code).toBe(3)
    expect(parseCsv(stdout).map(({ id }) => id)).toEqual(['a.jpg', 'g.jpg'])
    for (const [line, problem] of [
      [3, '"mos": expected a finite number, got "good"'],
      [4, 'expected 3 fields, got 2'],
      [5, 'expected a MOS in [1, 5], got 9'],
      [6, 'got -1'],
      [7, 'no standard deviation: take --pseudo-std 0.2'],
    ])
      expect(stderr).toMatch(
        new RegExp(`ratings\\.csv:${line}: .*${String(problem).replace(/[[\]"]/g, '\\$&')}`),
      )
    expect(stderr).toContain('deqa: 5 rows could not be used\ndeqa: 2 labels')
  })

  test('of which there are many do not flood the terminal', async () => {
    const cwd = ratings('good.jpg,3,1', ...Array.from({ length: 250 }, (_, index) => `${index}.jpg,3,`))
    const { code, stderr } = await deqa(['label', 'ratings.csv', '--scale', '1,5'], { cwd })
    expect(code).toBe(3)
    expect(stderr.split('\n').filter((line) => line.includes('ratings.csv:'))).toHaveLength(100)
    expect(stderr).toContain('250 rows could not be used; the first 100 are named above')
  })

  test('a deviation can be assumed', async () => {
    const { code, stdout } = await deqa(['label', 'ratings.csv', '--scale', '0,100', '--pseudo-std', '0.2'], {
      cwd: ratings('a.jpg,50,'),
    })
    expect(code).toBe(0)
    // 4 · 0.2, whatever the scale.
    expect(parseCsv(stdout)[0]).toMatchObject({ std: '', std_norm: '0.8' })
  })
})

test.each([
  [['-'], 'not known before standard input has been read'],
  [['ratings.csv', '--scale', '5,1'], 'Expected the two ends, lower first'],
  [['ratings.csv', '--scale', '1,2,3'], 'Expected the two ends, lower first'],
  [['ratings.csv', '--levels', '1'], 'Expected at least 2 levels'],
  [['ratings.csv', '--levels', '7', '--format', 'deqa-meta'], 'has five, not 7'],
  [['ratings.csv', '--method', 'one-hot', '--density', 'mass'], 'only --method gaussian has it'],
  [['ratings.csv', '--out', 'labels.txt'], 'cannot tell the format of labels.txt'],
  [['ratings.csv', '--out', 'no/folder/labels.csv'], 'cannot write'],
  [['ratings.csv', '--resume'], 'no file to go on with'],
  [['same.csv'], 'all scores of same are 3'],
  [['missing.csv'], 'cannot find\n'],
  [['koniq', '--root', 'nowhere'], 'koniq-10k-database'],
])('refuses %j', async (args, message) => {
  const cwd = ratings(...three)
  writeFileSync(join(cwd, 'same.csv'), 'image,mos\na,3\nb,3\n')
  const { code, stdout, stderr } = await deqa(['label', ...args], { cwd })
  expect(stderr).toContain(message)
  expect(stderr).toMatch(/^deqa: /)
  expect([code, stdout]).toEqual([2, ''])
})

describe('many rows', () => {
  /** Writes rows with scores that fill 0 to 100. */
  async function manyRatings(rows: number): Promise<string> {
    const folder = temporaryFolder()
    const file = createWriteStream(join(folder, 'many.csv'))
    file.write('image,mos,std\n')
    for (let i = 0; i < rows; i++)
      file.write(`photos/with/a/rather/long/name/${i}.jpg,${(i * 7919) % 101},${5 + (i % 13)}\n`)
    file.end()
    await finished(file)
    return folder
  }

  test.skipIf(!existsSync('/proc/self/status'))('stream in bounded memory', async () => {
    const cwd = await manyRatings(200_000)
    writeFileSync(join(cwd, 'few.csv'), 'image,mos,std\na.jpg,50,10\n')
    // A heap that could hold neither the rows nor the text: running out of it would end the process.
    const heap = { NODE_OPTIONS: '--max-old-space-size=40 --max-semi-space-size=4' }
    const peakOf = async (name: string): Promise<number> => {
      const args = ['label', `${name}.csv`, '--scale', '0,100', '--out', `${name}.jsonl`]
      const { process: child, finished: end } = startDeqa(args, { cwd, env: heap })
      const peak = await peakMemory(child)
      expect((await end).code).toBe(0)
      return peak
    }
    const least = await peakOf('few')
    const peak = await peakOf('many')
    const written = statSync(join(cwd, 'many.jsonl')).size
    expect(written).toBeGreaterThan(65_000_000)
    // Buffers outside the heap do not pile up either: what is added to the bare process is far below the file.
    expect(peak - least).toBeLessThan(written / 2)
  })

  /** The most memory that a process holds until it ends, in bytes. */
  async function peakMemory(child: ChildProcess): Promise<number> {
    let peak = 0
    while (child.exitCode === null) {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024)
      } catch {
        // It has ended in between.
      }
      await wait(20)
    }
    expect(peak).toBeGreaterThan(0)
    return peak
  }

  test('kill -9 half-way and --resume give the file of a single run', async () => {
    const cwd = await manyRatings(30_000)
    const args = ['label', 'many.csv', '--out', 'labels.csv']
    expect((await deqa(args, { cwd })).code).toBe(0)
    const expected = readFileSync(join(cwd, 'labels.csv'))

    const again = ['label', 'many.csv', '--out', 'again.csv', '--resume']
    const partial = join(cwd, 'again.csv.partial')
    for (const share of [0.2, 0.6]) {
      const { process: child, finished: end } = startDeqa(again, { cwd })
      while (!existsSync(partial) || statSync(partial).size < share * expected.length) await wait(2)
      child.kill('SIGKILL')
      await end
      expect(existsSync(join(cwd, 'again.csv'))).toBe(false)
    }
    // A crash of the machine can tear the last row too.
    writeFileSync(partial, readFileSync(partial).subarray(0, -37))
    expect((await deqa(again, { cwd })).code).toBe(0)
    expect(readFileSync(join(cwd, 'again.csv')).equals(expected)).toBe(true)
    expect(readdirSync(cwd).sort()).toEqual(['again.csv', 'labels.csv', 'many.csv'])
  })

  test('--resume refuses what other options have written', async () => {
    const cwd = ratings(...three)
    writeFileSync(join(cwd, 'labels.csv.partial'), 'id,image\nanother,file\n')
    const args = ['label', 'ratings.csv', '--out', 'labels.csv']
    const { code, stderr } = await deqa([...args, '--resume'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('labels.csv.partial was made from other ratings, or with other options')
    expect((await deqa(args, { cwd })).code).toBe(0)
  })

  test('Ctrl-C keeps what is done for --resume', async () => {
    const cwd = await manyRatings(30_000)
    const { process: child, finished: end } = startDeqa(['label', 'many.csv', '--out', 'labels.csv'], { cwd })
    const partial = join(cwd, 'labels.csv.partial')
    while (!existsSync(partial) || statSync(partial).size === 0) await wait(2)
    child.kill('SIGINT')
    const { code, stderr } = await end
    expect(code).toBe(130)
    expect(stderr).toContain('--resume goes on from here')
    expect((await deqa(['label', 'many.csv', '--out', 'labels.csv', '--resume'], { cwd })).code).toBe(0)
    expect(readFileSync(join(cwd, 'labels.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(30_001)
  })
})

interface GoldenRow {
  readonly mos: number
  readonly std: number
  readonly mos_norm: number
  readonly level_probs: readonly number[]
  readonly alpha_final: number
  readonly beta_final: number
  readonly branch: 'gaussian' | 'binary'
  readonly level_text: string
}

interface GoldenTable {
  readonly density_type: 'pdf' | 'cdf'
  readonly scale: string
  readonly min_mos: number
  readonly max_mos: number
  readonly rows: readonly GoldenRow[]
}

describeWithShared('the recorded labels of the original', () => {
  // The body of a skipped block is run too: nothing is read before a test.
  test('on every scale, by both densities', async () => {
    const { tables } = JSON.parse(readFileSync(sharedPath('golden/vectors/soft_labels.json'), 'utf8')) as {
      readonly tables: readonly GoldenTable[]
    }
    expect(tables.length).toBeGreaterThan(0)
    for (const table of tables) await expectRecordedLabels(table)
  })

  async function expectRecordedLabels({ density_type, scale, min_mos, max_mos, rows }: GoldenTable) {
    const cwd = ratings(...rows.map(({ mos, std }, index) => `${index}.jpg,${mos},${std}`))
    const density = density_type === 'pdf' ? 'density' : 'mass'
    const args = ['--variant', 'upstream', '--density', density, '--scale', `${min_mos},${max_mos}`]
    const { code, stdout } = await deqa(['label', 'ratings.csv', '--format', 'jsonl', ...args], { cwd })
    expect(code).toBe(0)
    const labels = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(labels).toHaveLength(rows.length)
    for (const [index, row] of rows.entries()) {
      const label = labels[index]
      // 1e-9: the tolerance that the recording states for its float64 results.
      expect(label.probabilities.toReversed(), `${density_type}, ${scale}, row ${index}`).toBeAllClose(
        row.level_probs,
        {
          absolute: 1e-9,
        },
      )
      expect(label.branch).toBe(row.branch === 'binary' ? 'two-level' : 'gaussian')
      expect(label.level).toBe(row.level_text)
      // Beside the middle α is rounding divided by a guard; the recording says to compare the rest there.
      if (Math.abs(row.mos_norm - 3) < 1e-6) continue
      expect([label.alpha, label.beta]).toBeAllClose([row.alpha_final, row.beta_final], {
        relativeToMax: 1e-7,
      })
    }
  }
})

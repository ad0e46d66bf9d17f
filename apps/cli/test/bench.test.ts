import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { BenchReport } from '../src/bench/bench-report.ts'
import { makePhotos } from './make-photos.ts'
import { deqa, startDeqa } from './run-deqa.ts'
import { temporaryFolder } from './temporary-folder.ts'

const quick = ['bench', '--seconds', '0.01', '--batch-size', '2']

test('a report whose figures belong together', async () => {
  const { code, stdout } = await deqa([...quick, '--json', '--threads', '1'])
  expect(code).toBe(0)
  const report = JSON.parse(stdout) as BenchReport
  expect(report).toMatchObject({
    kind: 'deqa-bench',
    model: { name: 'deqa-mini', dtype: 'fp16', device: 'cpu' },
    settings: { batchSize: 2, threads: 1, images: 'a synthetic photograph, 1600 × 1200, JPEG' },
  })
  expect(report.stages.map(({ name }) => name)).toEqual([
    ...['decode', 'preprocess', 'encoder', 'abstractor', 'decoder'],
  ])
  for (const { p50, p95, runs } of [report.latencyMs, ...report.stages]) {
    expect(p50).toBeGreaterThan(0)
    expect(p95).toBeGreaterThanOrEqual(p50)
    expect(runs).toBeGreaterThanOrEqual(3)
  }
  expect(report.imagesPerSecond).toBeGreaterThan(0)
  expect(report.loadMs).toBeGreaterThan(0)
  // The runtime and Node alone take more than 50 MB, and no machine of this suite 100 GB.
  expect(report.loadedRssBytes).toBeGreaterThan(50e6)
  expect(report.peakRssBytes).toBeGreaterThanOrEqual(report.loadedRssBytes)
  expect(report.peakRssBytes).toBeLessThan(100e9)
  expect(report.stages.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10)
})

test('for people, on images of their own', async () => {
  const photos = await makePhotos(3)
  const { code, stdout } = await deqa([...quick, photos])
  expect(code).toBe(0)
  expect(stdout).toContain(`images    3 of ${photos}\n`)
  expect(stdout).toMatch(/\nthroughput {3}[\d.]+ images\/s\n/)
  expect(stdout).toMatch(/\nencoder +[\d.]+ m?s +[\d.]+ m?s +[\d.]+ %\n/)
})

describe('two runs side by side', () => {
  test('ratios, and in what else they differ', async () => {
    const cwd = temporaryFolder()
    for (const [file, flags] of [
      ['a.json', []],
      ['b.json', ['--batch-size', '1']],
    ] as const) {
      writeFileSync(join(cwd, file), (await deqa([...quick, '--json', ...flags])).stdout)
    }
    const { code, stdout, stderr } = await deqa(['bench', '--compare', 'a.json', 'b.json'], { cwd })
    expect(code).toBe(0)
    expect(stderr).toBe('deqa: the size of batches differs: 2, then 1\n')
    expect(stdout).toMatch(/^ +first +second +ratio\nload +[\d.]+ ms +[\d.]+ ms +[\d.]+ ×\n/)
    const [a, b] = await Promise.all(
      [
        ['a.json', 'b.json'],
        ['b.json', 'a.json'],
      ].map(async (files) =>
        JSON.parse((await deqa(['bench', '--json', '--compare', ...files], { cwd })).stdout),
      ),
    )
    for (const [i, { ratio }] of (a.measures as { ratio: number }[]).entries())
      expect(ratio * b.measures[i].ratio).toBeCloseTo(1, 10)
  })

  test.each([
    ['one report', ['a.json'], /^deqa: --compare: expected two reports, got 1/],
    ['no file', ['nowhere.json', 'a.json'], /^deqa: nowhere\.json: ENOENT/],
    ['no JSON', ['text.json', 'a.json'], /^deqa: text\.json: .*JSON/],
    ['other JSON', ['other.json', 'a.json'], /^deqa: other\.json: expected what deqa bench --json writes/],
    [
      'a report without figures',
      ['a.json', 'a.json'],
      /^deqa: a\.json: expected what deqa bench --json writes/,
    ],
  ])('%s is a usage error', async (_, files, message) => {
    const cwd = temporaryFolder()
    writeFileSync(join(cwd, 'a.json'), '{"kind": "deqa-bench", "stages": []}')
    writeFileSync(join(cwd, 'text.json'), 'load 3 ms')
    writeFileSync(join(cwd, 'other.json'), '{"results": []}')
    const { code, stdout, stderr } = await deqa(['bench', '--compare', ...files], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })
})

test('an image that cannot be scored, a path without one, and a time that cannot be', async () => {
  const cwd = temporaryFolder()
  writeFileSync(join(cwd, 'broken.jpg'), 'no image')
  expect(await deqa([...quick, 'broken.jpg'], { cwd })).toMatchObject({ code: 3, stdout: '' })
  expect(await deqa([...quick, '.', '--model', 'nothing'], { cwd })).toMatchObject({ code: 4, stdout: '' })
  expect(await deqa(['bench', '--seconds', '0'], { cwd })).toMatchObject({ code: 2, stdout: '' })
})

test('Ctrl-C ends it', async () => {
  const running = startDeqa(['bench', '--seconds', '600'])
  // Until then it is among the measurements; before, it is loading, and ends as well.
  await wait(1500)
  running.process.kill('SIGINT')
  const { code, stdout } = await running.finished
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
})

import type { ModelInfo, StageName } from '@deqa/model'
import { expect, test } from 'vitest'
import type { BenchReport } from './bench-report.ts'
import { compareBench, formatComparison } from './compare-bench.ts'
import { formatBench, formatMs } from './format-bench.ts'

const model: ModelInfo = {
  ...{ name: 'net', revision: '0123456789ab', folder: '/net', trained: true, parameters: 10 },
  ...{ imageSize: 448, dtype: 'q4', device: 'cpu', prompt: 'scorer', prompts: ['scorer', 'eval'] },
}

const stage = (name: StageName, p50: number, share: number) => ({ name, p50, p95: 2 * p50, runs: 5, share })

const a: BenchReport = {
  kind: 'deqa-bench',
  deqa: '1.0.0',
  machine: {
    ...{ platform: 'linux x64', processor: 'Xeon', cores: 2, memoryBytes: 16e9 },
    ...{ node: '22.0.0', onnxruntime: '1.30.0' },
  },
  model,
  settings: { batchSize: 1, threads: null, autoOrient: false, images: '3 of photos' },
  loadMs: 20_000,
  firstScoreMs: 12_000,
  latencyMs: { p50: 10_000, p95: 11_000, runs: 3 },
  imagesPerSecond: 0.1,
  loadedRssBytes: 6e9,
  peakRssBytes: 8e9,
  stages: [stage('decode', 100, 0.01), stage('encoder', 4000, 0.4), stage('decoder', 5900, 0.59)],
}

const b: BenchReport = {
  ...a,
  model: { ...model, dtype: 'q8' },
  settings: { ...a.settings, threads: 2 },
  imagesPerSecond: 0.25,
  latencyMs: { p50: 4000, p95: 5500, runs: 5 },
  peakRssBytes: 4e9,
  stages: [stage('decode', 0, 0), stage('network', 3900, 1)],
}

test('ratios are the second over the first, and stages meet by name', () => {
  const { measures } = compareBench(a, b)
  const ratios = Object.fromEntries(measures.map(({ name, ratio }) => [name, ratio]))
  expect(ratios).toEqual({
    ...{ load: 1, 'first score': 1, 'one image': 0.4, 'one image, p95': 0.5 },
    ...{ throughput: 2.5, 'memory, loaded': 1, 'memory, at most': 0.5 },
    ...{ decode: 0, encoder: undefined, decoder: undefined, network: undefined },
  })
  expect(compareBench(b, a).measures.find(({ name }) => name === 'decode')!.ratio).toBeUndefined()
})

test('what else differs is said', () => {
  expect(compareBench(a, a).differences).toEqual([])
  expect(compareBench(a, b).differences).toEqual([
    'its dtype differs: q4, then q8',
    'the number of threads differs: default, then 2',
  ])
})

test('a comparison for people', () => {
  expect(formatComparison(compareBench(a, b))).toBe(
    `                   first   second   ratio
load              20.0 s   20.0 s  1.00 ×
first score       12.0 s   12.0 s  1.00 ×
one image         10.0 s   4.00 s  0.40 ×
one image, p95    11.0 s   5.50 s  0.50 ×
throughput       0.10 /s  0.25 /s  2.50 ×
memory, loaded    6.0 GB   6.0 GB  1.00 ×
memory, at most   8.0 GB   4.0 GB  0.50 ×
decode            100 ms  0.00 ms  0.00 ×
encoder           4.00 s        –
decoder           5.90 s        –
network                –   3.90 s
`,
  )
})

test('a report for people', () => {
  expect(formatBench(a)).toBe(`model     net, revision 0123456789ab, q4 on cpu
machine   Xeon, 2 cores, 16.0 GB memory
images    3 of photos
settings  batches of 1, default threads

load         20.0 s
first score  12.0 s
one image    10.0 s (p95 11.0 s, 3 runs)
throughput   0.10 images/s
memory       6.0 GB loaded, at most 8.0 GB

stage    per image     p95   share
decode      100 ms  200 ms   1.0 %
encoder     4.00 s  8.00 s  40.0 %
decoder     5.90 s  11.8 s  59.0 %
`)
})

test('three digits', () => {
  expect([0.094, 0.456, 9.994, 9.996, 99.94, 99.96, 999.4, 1234].map(formatMs)).toEqual([
    ...['0.09 ms', '0.46 ms', '9.99 ms', '10.0 ms', '99.9 ms', '100 ms', '999 ms', '1.23 s'],
  ])
})

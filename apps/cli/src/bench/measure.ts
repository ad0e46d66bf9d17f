import { arch, availableParallelism, cpus, platform } from 'node:os'
import {
  type ImageInput,
  isScoreFailure,
  type LoadScorerOptions,
  loadScorer,
  loadStagedScorer,
  machineMemory,
  runtimeVersions,
  type Scorer,
  type StageName,
} from '@deqa/model'
import { cliVersion } from '../cli-version.ts'
import type { BenchReport, Times } from './bench-report.ts'
import { quantile } from './quantile.ts'
import { millisecondsOf, repeat } from './repeat.ts'

export interface BenchSettings {
  readonly model: string
  readonly load: LoadScorerOptions
  readonly batchSize: number
  /** Of each of the three measurements. */
  readonly seconds: number
  readonly images: readonly ImageInput[]
  /** What they are, for people. */
  readonly imagesText: string
  readonly signal: AbortSignal
  readonly onPhase: (phase: string) => void
}

/**
 * Measures a model: how long it takes to load, one image alone, many in batches, and each stage alone. What comes first
 * in each warms up and does not count.
 *
 * @throws {DeqaError} if the model cannot be loaded or an image cannot be scored.
 */
export async function measure(settings: BenchSettings): Promise<BenchReport> {
  const { model, load, batchSize, imagesText, images, signal, onPhase } = settings
  onPhase('loading the model')
  let scorer!: Scorer
  const loadMs = await millisecondsOf(async () => {
    scorer = await loadScorer(model, { ...load, signal })
  })
  let whole: Omit<BenchReport, 'kind' | 'deqa' | 'machine' | 'model' | 'settings' | 'loadMs' | 'stages'>
  try {
    const firstScoreMs = await millisecondsOf(() => scorer.score(images[0]!, { signal }))
    const loadedRssBytes = process.memoryUsage.rss()
    onPhase('one image alone')
    const latencyMs = timesOf(await latencies(scorer, settings))
    onPhase(`batches of ${batchSize}`)
    const imagesPerSecond = await throughput(scorer, settings)
    // Before the parts are opened, which hold the weights once more.
    const peakRssBytes = 1024 * process.resourceUsage().maxRSS
    whole = { firstScoreMs, latencyMs, imagesPerSecond, loadedRssBytes, peakRssBytes }
  } finally {
    await scorer.dispose()
  }
  onPhase('each stage')
  return {
    kind: 'deqa-bench',
    deqa: cliVersion(),
    machine: {
      platform: `${platform()} ${arch()}`,
      processor: cpus()[0]?.model.trim() || 'unknown',
      cores: availableParallelism(),
      memoryBytes: machineMemory(),
      node: process.versions.node,
      onnxruntime: runtimeVersions().onnxruntime,
    },
    model: scorer.model,
    settings: {
      batchSize,
      threads: load.threads ?? null,
      autoOrient: load.autoOrient ?? false,
      images: imagesText,
    },
    loadMs,
    ...whole,
    stages: await stageTimes(settings),
  }
}

async function latencies(scorer: Scorer, { images, seconds, signal }: BenchSettings): Promise<number[]> {
  let next = 0
  return await repeat(
    seconds,
    () => millisecondsOf(() => scorer.score(images[next++ % images.length]!, { signal })),
    signal,
  )
}

/** Images per second in one stream, from the end of its first batch to the end of its last. */
async function throughput(
  scorer: Scorer,
  { images, batchSize, seconds, signal }: BenchSettings,
): Promise<number> {
  const fewest = 4 * batchSize
  let end = Number.POSITIVE_INFINITY
  let started = 0
  function* endless(): Generator<ImageInput> {
    while (started < fewest || started % batchSize !== 0 || performance.now() < end)
      yield images[started++ % images.length]!
  }
  let scored = 0
  let first = 0
  let last = 0
  for await (const result of scorer.stream(endless(), { batchSize, signal })) {
    if (isScoreFailure(result)) throw result.error
    if (++scored % batchSize !== 0) continue
    last = performance.now()
    if (scored > batchSize) continue
    first = last
    end = first + 1000 * seconds
  }
  return (1000 * (scored - batchSize)) / (last - first)
}

async function stageTimes({
  model,
  load,
  batchSize,
  images,
  seconds,
  signal,
}: BenchSettings): Promise<BenchReport['stages']> {
  await using staged = await loadStagedScorer(model, { ...load, signal })
  const times = new Map<StageName, number[]>(staged.stages.map((name) => [name, []]))
  let next = 0
  const runBatch = async () =>
    (await staged.run(Array.from({ length: batchSize }, () => images[next++ % images.length]!))).milliseconds
  await runBatch()
  await repeat(
    seconds,
    () =>
      millisecondsOf(async () => {
        const milliseconds = await runBatch()
        for (const [name, all] of times) all.push(milliseconds[name]! / batchSize)
      }),
    signal,
  )
  const stages = [...times].map(([name, all]) => ({ name, ...timesOf(all) }))
  const sum = stages.reduce((total, { p50 }) => total + p50, 0)
  return stages.map((stage) => ({ ...stage, share: stage.p50 / sum }))
}

function timesOf(values: readonly number[]): Times {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), runs: values.length }
}

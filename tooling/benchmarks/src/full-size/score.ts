/**
 * Scores with a converted model of the true size: seconds until it is ready, seconds per image for several batch sizes,
 * memory, and the stages of the network. One image of 448 × 448 pixels in memory, so that decoding does not count.
 *
 *   pnpm --filter @deqa/benchmarks full-size-score <model folder> [--batch-sizes 1,2,4] [--runs 3] [--threads 2] [--no-stages]
 */
import { availableParallelism, cpus, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isScoreFailure, loadScorer, loadStagedScorer, type RawImage, type StagedRun } from '@deqa/model'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    'batch-sizes': { type: 'string', default: '1,2,4' },
    runs: { type: 'string', default: '3' },
    threads: { type: 'string' },
    stages: { type: 'boolean', default: true },
  },
})
const [folder] = positionals
if (folder === undefined) {
  process.stderr.write('full-size-score: expected the folder of a converted model, got none\n')
  process.exit(2)
}
const model = resolve(process.env['INIT_CWD'] ?? '.', folder)
const batchSizes = values['batch-sizes'].split(',').map(Number)
const runs = Number(values.runs)
const threads = values.threads === undefined ? {} : { threads: Number(values.threads) }

const SIDE = 448
const image: RawImage = {
  ...{ width: SIDE, height: SIDE, channels: 3 },
  data: Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (Math.imul(i, 2654435761) >>> 24) ^ (i % 251)),
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
const peak = () => `${((process.resourceUsage().maxRSS * 1024) / 1e9).toFixed(2)} GB`
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
/** Wall time, and the time of all cores together, which a busy machine hardly disturbs. Milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<{ wall: number; cores: number }> {
  const start = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: performance.now() - start, cores: (user + system) / 1000 }
}

say(`${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} before`)
{
  let scorer!: Awaited<ReturnType<typeof loadScorer>>
  const ready = await timed(async () => {
    scorer = await loadScorer(model, threads)
  })
  say(
    `${scorer.model.name}: ready after ${seconds(ready.wall)} (${seconds(ready.cores)} of cores), peak memory ${peak()}`,
  )
  await using _ = scorer
  const first = await timed(() => scorer.score(image))
  say(`first image: ${seconds(first.wall)} (${seconds(first.cores)} of cores), peak memory ${peak()}`)
  for (const batchSize of batchSizes) {
    const batch = Array.from({ length: batchSize }, () => image)
    const times: Awaited<ReturnType<typeof timed>>[] = []
    for (let run = 0; run < runs; run++) {
      times.push(
        await timed(async () => {
          for (const result of await scorer.score(batch, { batchSize }))
            if (isScoreFailure(result)) throw result.error
        }),
      )
    }
    const wall = times.map((time) => time.wall / batchSize)
    const cores = times.map((time) => time.cores / batchSize)
    say(
      `batch of ${batchSize}, per image: ${seconds(median(wall))} (fastest ${seconds(Math.min(...wall))}), ` +
        `${seconds(Math.min(...cores))} of cores; peak memory ${peak()}`,
    )
  }
}

if (values.stages) {
  await using staged = await loadStagedScorer(model, threads)
  for (const batchSize of batchSizes) {
    const batch = Array.from({ length: batchSize }, () => image)
    const all: StagedRun[] = []
    for (let run = 0; run < runs; run++) all.push(await staged.run(batch))
    const line = staged.stages.map((stage) => {
      const wall = Math.min(...all.map(({ milliseconds }) => milliseconds[stage]! / batchSize))
      const cores = Math.min(...all.map(({ coreMilliseconds }) => coreMilliseconds[stage]! / batchSize))
      return `${stage} ${seconds(wall)} (${seconds(cores)} of cores)`
    })
    say(`stages in a batch of ${batchSize}, fastest of ${runs}, per image: ${line.join(', ')}`)
  }
}

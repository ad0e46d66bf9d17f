/** What each dtype costs on a checkpoint. Run: pnpm --filter @deqa/benchmarks quantization [--help] */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { convertCheckpoint, IMAGE_EXTENSIONS, type ModelDtype } from '@deqa/model'
import { type RoundingOptions, writeRoundedCheckpoint } from './quantization/rounded-checkpoint.ts'
import { type ScoreChanges, scoreChanges, scoresOf } from './quantization/score-changes.ts'

const HELP = `Usage: pnpm --filter @deqa/benchmarks quantization <checkpoint> <folder of images> [options]
  Converts a checkpoint in each dtype, scores the images, and prints what changed against fp32, as Markdown.
  --layers        also rounds each layer alone
  --every N       only every Nth image  [1]`

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    layers: { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})
const [checkpoint, folder] = positionals.map((path) => resolve(process.env['INIT_CWD'] ?? '.', path))
if (flags.help || checkpoint === undefined || folder === undefined) {
  console.log(HELP)
  process.exit(flags.help ? 0 : 2)
}

const every = Number(flags.every)
const entries = await readdir(folder, { recursive: true, withFileTypes: true })
const images = entries
  .filter((entry) => entry.isFile() && IMAGE_EXTENSIONS.has(extname(entry.name).toLowerCase()))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .filter((_, index) => index % every === 0)
const work = await mkdtemp(join(tmpdir(), 'deqa-quantization-'))
try {
  const floats = await converted(checkpoint, 'fp32')
  await compareDtypes(checkpoint, floats)
  if (flags.layers) await compareLayers(checkpoint, floats)
} finally {
  await rm(work, { recursive: true })
}

async function compareDtypes(checkpoint: string, floats: Converted): Promise<void> {
  const spread = Math.sqrt(variance(floats.scores))
  console.log(`${images.length} images; scores of fp32 have a deviation of ${spread.toFixed(2)}\n`)
  printRow('stored as', 'bytes', 'largest change of a score', 'rms', '1 − PLCC')
  printRow('---', '---', '---', '---', '---')
  printRow('fp32', format(floats.bytes), '', '', '')
  const rounded = await scoresOfRounded(checkpoint, { stored: 'BF16' })
  printRow('bfloat16, for comparison', '', ...cells(scoreChanges(floats.scores, rounded)))
  for (const dtype of ['fp16', 'q8', 'q4'] as const) {
    const { bytes, scores } = await converted(checkpoint, dtype)
    printRow(dtype, format(bytes), ...cells(scoreChanges(floats.scores, scores)))
  }
}

async function compareLayers(checkpoint: string, floats: Converted): Promise<void> {
  for (const dtype of ['q8', 'q4'] as const) {
    const { matrices } = await writeRoundedCheckpoint(checkpoint, await freshFolder(), { dtype })
    const layers = [...new Set(matrices.map(({ tensor }) => layerOf(tensor)))]
    console.log(`\n${dtype}\n`)
    printRow(
      'layer',
      'bits',
      'relative error of its matrices',
      'largest change of a score',
      'rms',
      '1 − PLCC',
    )
    printRow('---', '---', '---', '---', '---', '---')
    for (const layer of layers) {
      const own = matrices.filter(({ tensor }) => layerOf(tensor) === layer)
      const error = Math.sqrt(own.reduce((sum, each) => sum + each.relativeError ** 2, 0) / own.length)
      const scores = await scoresOfRounded(checkpoint, { dtype, only: (tensor) => layerOf(tensor) === layer })
      printRow(layer, `${own[0]!.bits}`, error.toFixed(4), ...cells(scoreChanges(floats.scores, scores)))
    }
  }
}

/** What a checkpoint came to in one dtype. */
interface Converted {
  readonly bytes: number
  readonly scores: readonly number[]
}

async function converted(checkpoint: string, dtype: ModelDtype): Promise<Converted> {
  const out = join(await freshFolder(), 'model')
  await convertCheckpoint(checkpoint, out, { dtype })
  return { bytes: (await stat(join(out, 'weights.bin'))).size, scores: await scoresOf(out, images) }
}

async function scoresOfRounded(checkpoint: string, options: RoundingOptions): Promise<readonly number[]> {
  const rounded = await freshFolder()
  await writeRoundedCheckpoint(checkpoint, rounded, options)
  return (await converted(rounded, 'fp32')).scores
}

async function freshFolder(): Promise<string> {
  return await mkdtemp(join(work, 'part-'))
}

/** `decoder 3` of `model.layers.3.mlp.up_proj.weight`. */
function layerOf(tensor: string): string {
  const [, number] = /layers\.(\d+)\./.exec(tensor) ?? []
  return `${tensor.startsWith('model.vision_model.') ? 'encoder' : 'decoder'} ${number}`
}

function variance(scores: readonly number[]): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  return scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length
}

function cells({ largest, rms, decorrelation }: ScoreChanges): string[] {
  return [largest.toFixed(4), rms.toFixed(4), decorrelation.toExponential(1)]
}

function format(bytes: number): string {
  return bytes.toLocaleString('en')
}

function printRow(...row: readonly string[]): void {
  console.log(`| ${row.join(' | ')} |`)
}

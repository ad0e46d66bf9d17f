import type { ImageInput } from '@deqa/model'
import { compareBench, formatComparison } from '../bench/compare-bench.ts'
import { formatBench } from '../bench/format-bench.ts'
import { measure } from '../bench/measure.ts'
import { readBench } from '../bench/read-bench.ts'
import { PHOTOGRAPH_SIZE, syntheticPhotograph } from '../bench/synthetic-photograph.ts'
import { UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { statusLine } from '../output/status-line.ts'
import { say } from '../terminal.ts'
import type { BenchFlags } from './bench-options.ts'
import { collectItems } from './collect-items.ts'
import type { CommandContext } from './command-context.ts'
import { loadOptions, modelOf } from './load-options.ts'
import { readyModel } from './ready-model.ts'

/** `deqa bench`. */
export async function bench(
  inputs: readonly string[],
  flags: BenchFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  if (flags.compare) return await compare(inputs, flags, context)

  const chosen = await chooseImages(inputs, context)
  const model = await readyModel(modelOf(flags), flags, context)
  const status = statusLine(stderr)
  const report = await measure({
    ...chosen,
    ...{ model, load: loadOptions(flags), batchSize: flags.batchSize, seconds: flags.seconds },
    signal: context.signal,
    onPhase: (phase) => status.show(`measuring: ${phase} …`),
  }).finally(() => status.clear())
  if (report.model.notice) say(stderr, report.model.notice)
  stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : formatBench(report))
  return exitCodes.done
}

async function chooseImages(
  inputs: readonly string[],
  context: CommandContext,
): Promise<{ images: readonly ImageInput[]; imagesText: string }> {
  if (inputs.length === 0) {
    const { width, height } = PHOTOGRAPH_SIZE
    const imagesText = `a synthetic photograph, ${width} × ${height}, JPEG`
    return { images: [await syntheticPhotograph()], imagesText }
  }
  const items = await collectItems(inputs, undefined, context)
  for (const { path, problem } of items) if (problem) throw new UsageError(`${path}: ${problem.message}`)
  const images = items.map(({ path }) => path)
  return { images, imagesText: `${images.length} of ${inputs.join(', ')}` }
}

async function compare(
  inputs: readonly string[],
  { json }: BenchFlags,
  { terminal: { stdout, stderr } }: CommandContext,
): Promise<ExitCode> {
  const [a, b, ...more] = inputs
  if (a === undefined || b === undefined || more.length > 0)
    throw new UsageError(`--compare: expected two reports, got ${inputs.length}`)
  const comparison = compareBench(await readBench(a), await readBench(b))
  for (const difference of comparison.differences) say(stderr, difference)
  stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : formatComparison(comparison))
  return exitCodes.done
}

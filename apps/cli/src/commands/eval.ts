import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { BaselineName } from '@deqa/baselines'
import { loadScorer, type Scorer } from '@deqa/model'
import {
  type EvaluateProgress,
  type EvaluationSummary,
  evaluateMeasures,
  evaluateModel,
  type ModelEvaluation,
  type RatedImages,
  resultsCsv,
} from '@deqa/trainer'
import { UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { progressText } from '../output/progress-text.ts'
import { statusLine } from '../output/status-line.ts'
import { formatTextTable } from '../output/text-table.ts'
import { badRows } from '../ratings/bad-rows.ts'
import { openRatings } from '../ratings/open-ratings.ts'
import { say } from '../terminal.ts'
import { evaluationTables } from '../training/evaluation-tables.ts'
import { readRatedImages } from '../training/read-rated-images.ts'
import type { CommandContext } from './command-context.ts'
import type { EvalFlags } from './eval-options.ts'
import type { BaselineThreads } from './eval-threads.ts'
import { readyModel } from './ready-model.ts'

/** `deqa eval`. */
export async function evaluate(
  inputs: readonly string[],
  flags: EvalFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  const { baseline: names = [], prompt, threads } = flags
  const [model, sources] = modelAndSources(inputs, flags)
  if (flags.predictions !== undefined) await mkdir(flags.predictions, { recursive: true })
  await using scorer =
    model === undefined
      ? undefined
      : await loadScorer(await readyModel(model, flags, context), {
          prompt,
          ...(flags.dtype && { dtype: flags.dtype }),
          ...(threads && { threads }),
          signal: context.signal,
        })
  if (scorer?.model.notice) say(stderr, scorer.model.notice)
  const jobs = threads ?? availableParallelism()
  // Models alone need not wait for the package of baselines.
  await using measures =
    names.length > 0 ? (await import('./eval-threads.ts')).baselineThreads(jobs) : undefined

  const ofModel: EvaluationSummary[] = []
  const ofBaselines: EvaluationSummary[][] = names.map(() => [])
  let failures = 0
  for (const source of sources) {
    const set = await readSource(source, flags, context)
    failures += set.badRows
    if (scorer) {
      const evaluation = await evaluateScorer(scorer, set, flags, context)
      ofModel.push(evaluation.summary)
      failures += report(evaluation, set, context)
    }
    if (measures) {
      const evaluations = await evaluateBaselines(measures, jobs, set, flags, context)
      for (const [i, evaluation] of evaluations.entries()) {
        ofBaselines[i]!.push(evaluation.summary)
        failures += report(evaluation, set, context, names[i])
      }
    }
  }

  const rows = [
    ...(scorer ? [{ name: scorer.model.name, results: ofModel }] : []),
    ...names.map((name, i) => ({ name, results: ofBaselines[i]! })),
  ]
  if (flags.json) {
    const document = {
      ...(scorer && { model: scorer.model, results: ofModel }),
      ...(names.length > 0 && { baselines: await describeBaselines(names, ofBaselines) }),
    }
    stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  } else if (flags.csv) {
    stdout.write(resultsCsv(rows))
  } else {
    const width = stdout.isTTY ? stdout.columns : undefined
    stdout.write(
      evaluationTables(rows)
        .map((table) => formatTextTable(table, width))
        .join('\n'),
    )
  }
  for (const { name, results } of rows)
    for (const { dataset, problem } of results)
      if (problem) say(stderr, `${rows.length > 1 ? `${name}: ` : ''}${dataset}: ${problem}`)
  return failures > 0 ? exitCodes.someFailed : exitCodes.done
}

async function describeBaselines(
  names: readonly BaselineName[],
  results: readonly (readonly EvaluationSummary[])[],
): Promise<object[]> {
  const { loadBaseline } = await import('@deqa/baselines')
  return await Promise.all(
    names.map(async (name, i) => {
      const { title, fittedOn } = await loadBaseline(name)
      return { name, title, ...(fittedOn && { fittedOn }), results: results[i] }
    }),
  )
}

/** The model comes first, unless an option says what is to be evaluated. */
function modelAndSources(
  inputs: readonly string[],
  { model, baseline }: EvalFlags,
): [model: string | undefined, sources: readonly string[]] {
  if (model !== undefined || baseline !== undefined) return [model, inputs]
  const [first, ...rest] = inputs
  if (rest.length > 0) return [first, rest]
  throw new UsageError(
    `expected a model and ratings, got ${first} alone`,
    'Name both, as in deqa eval ./model ratings.csv, or say --baseline niqe to do without a model.',
  )
}

interface RatedSource extends RatedImages {
  /** For files of predictions. */
  readonly fileName: string
  readonly badRows: number
}

async function readSource(
  source: string,
  flags: EvalFlags,
  { terminal: { stdin, stderr } }: CommandContext,
): Promise<RatedSource> {
  const [, name, root] = /^([\w-]+)=(.+)$/.exec(source) ?? []
  const ratings = await openRatings(name ?? source, root === undefined ? flags : { ...flags, root }, stdin)
  const bad = badRows(stderr)
  const images = await readRatedImages(ratings, flags.pseudoStd, bad.report)
  bad.conclude()
  const { title } = ratings.dataset
  const fileName = ratings.dataset.name.replace(/[^\w.-]+/g, '-')
  return { name: title, images, fileName, badRows: bad.count }
}

async function evaluateScorer(
  scorer: Scorer,
  set: RatedSource,
  flags: EvalFlags,
  context: CommandContext,
): Promise<ModelEvaluation> {
  const { predictions, batchSize } = flags
  return await withProgress(set.name, context, (onProgress) =>
    evaluateModel(scorer, set, {
      ...(predictions === undefined ? {} : { predictions: join(predictions, `${set.fileName}.jsonl`) }),
      ...summaryOptions(flags),
      ...(batchSize && { batchSize }),
      signal: context.signal,
      onProgress,
    }),
  )
}

async function evaluateBaselines(
  { measure }: BaselineThreads,
  jobs: number,
  set: RatedSource,
  flags: EvalFlags,
  context: CommandContext,
): Promise<ModelEvaluation[]> {
  const { baseline: names = [], predictions: folder } = flags
  const place = (name: string) => join(folder ?? '.', `${set.fileName}.${name}.jsonl`)
  return await withProgress(`${set.name}  ${names.join(', ')}`, context, (onProgress) =>
    evaluateMeasures(names, measure, set, {
      ...(folder === undefined ? {} : { predictions: place }),
      ...summaryOptions(flags),
      jobs,
      signal: context.signal,
      onProgress,
    }),
  )
}

function summaryOptions({ intervals, by }: EvalFlags) {
  return { ...(intervals && { bootstrap: {} }), ...(by && { by }) }
}

async function withProgress<T>(
  title: string,
  { terminal: { stderr } }: CommandContext,
  use: (onProgress: (progress: EvaluateProgress) => void) => Promise<T>,
): Promise<T> {
  const status = statusLine(stderr)
  const start = performance.now()
  return await use(({ done, total, failed }) => {
    const elapsedMs = performance.now() - start
    status.show(`${title}  ${progressText({ done: done + failed, total, failed, elapsedMs })}`)
  }).finally(() => status.clear())
}

/** Names some of the images that have no score, and returns how many there are. */
function report(
  { failed }: ModelEvaluation,
  { name, images }: RatedImages,
  { terminal: { stderr } }: CommandContext,
  baseline?: string,
): number {
  for (const { error } of failed.slice(0, MOST_NAMED)) say(stderr, error.message.split('\n', 1)[0]!)
  const by = baseline === undefined ? '' : ` by ${baseline}`
  if (failed.length > 0)
    say(stderr, `${name}: ${failed.length} of ${images.length} images could not be scored${by}`)
  return failed.length
}

const MOST_NAMED = 20

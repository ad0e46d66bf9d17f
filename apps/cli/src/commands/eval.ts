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
import { columnsOf } from '../output/columns-of.ts'
import { makeFolder } from '../output/make-folder.ts'
import { progressText } from '../output/progress-text.ts'
import { statusLine } from '../output/status-line.ts'
import { formatTextTable } from '../output/text-table.ts'
import { say } from '../terminal.ts'
import { evaluationTables } from '../training/evaluation-tables.ts'
import { chooseModel } from './choose-model.ts'
import type { CommandContext } from './command-context.ts'
import type { EvalFlags } from './eval-options.ts'
import { baselineProvenance, modelProvenance } from './eval-provenance.ts'
import { predictionsFile, type RatedSource, readSources } from './eval-sources.ts'
import type { BaselineThreads } from './eval-threads.ts'
import { loadOptions } from './load-options.ts'

/** `deqa eval`. */
export async function evaluate(
  inputs: readonly string[],
  flags: EvalFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  const { baseline: names = [], threads } = flags
  const [model, sources] = modelAndSources(inputs, flags)
  const sets = await readSources(sources, flags, model !== undefined, context)
  if (flags.predictions !== undefined) await makeFolder(flags.predictions, '--predictions')
  await using scorer = model === undefined ? undefined : await openScorer(model, flags, context)
  const jobs = threads ?? availableParallelism()
  // Models alone need not wait for the package of baselines.
  await using measures =
    names.length > 0 ? (await import('./eval-threads.ts')).baselineThreads(jobs) : undefined

  const ofModel: EvaluationSummary[] = []
  const ofBaselines: EvaluationSummary[][] = names.map(() => [])
  let failures = 0
  for (const set of sets) {
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
    const width = columnsOf(stdout)
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

async function openScorer(name: string, flags: EvalFlags, context: CommandContext): Promise<Scorer> {
  const chosen = await chooseModel({ ...flags, model: name }, context)
  return await loadScorer(chosen.name, { ...loadOptions(flags), signal: context.signal })
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

async function evaluateScorer(
  scorer: Scorer,
  set: RatedSource,
  flags: EvalFlags,
  context: CommandContext,
): Promise<ModelEvaluation> {
  const { predictions, batchSize } = flags
  return await withProgress(set.name, context, (onProgress) =>
    evaluateModel(scorer, set, {
      ...(predictions === undefined
        ? {}
        : {
            predictions: join(predictions, predictionsFile(set)),
            provenance: modelProvenance(scorer.model, flags, set),
          }),
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
  const place = (name: string) => join(folder ?? '.', predictionsFile(set, name))
  return await withProgress(`${set.name}  ${names.join(', ')}`, context, (onProgress) =>
    evaluateMeasures(names, measure, set, {
      ...(folder === undefined
        ? {}
        : { predictions: place, provenance: (name: string) => baselineProvenance(name, set) }),
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

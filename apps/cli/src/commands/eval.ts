import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loadScorer, type Scorer } from '@deqa/model'
import { type EvaluationSummary, evaluateModel, resultsCsv, resultsTables } from '@deqa/trainer'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { progressText } from '../output/progress-text.ts'
import { statusLine } from '../output/status-line.ts'
import { formatTextTable } from '../output/text-table.ts'
import { badRows } from '../ratings/bad-rows.ts'
import { openRatings } from '../ratings/open-ratings.ts'
import { say } from '../terminal.ts'
import { measuresTable } from '../training/measures-table.ts'
import { readRatedImages } from '../training/read-rated-images.ts'
import type { CommandContext } from './command-context.ts'
import type { EvalFlags } from './eval-options.ts'
import { readyModel } from './ready-model.ts'

/** `deqa eval`. */
export async function evaluate(
  model: string,
  sources: readonly string[],
  flags: EvalFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  const { prompt, threads } = flags
  if (flags.predictions !== undefined) await mkdir(flags.predictions, { recursive: true })
  await using scorer = await loadScorer(await readyModel(model, flags, context), {
    prompt,
    ...(flags.dtype && { dtype: flags.dtype }),
    ...(threads && { threads }),
    signal: context.signal,
  })
  if (scorer.model.notice) say(stderr, scorer.model.notice)
  const results: EvaluationSummary[] = []
  let failures = 0
  for (const source of sources) {
    const { summary, failed } = await evaluateSource(scorer, source, flags, context)
    results.push(summary)
    failures += failed
  }

  const rows = [{ name: scorer.model.name, results }]
  if (flags.json) {
    stdout.write(`${JSON.stringify({ model: scorer.model, results }, null, 2)}\n`)
  } else if (flags.csv) {
    stdout.write(resultsCsv(rows))
  } else {
    const width = stdout.isTTY ? stdout.columns : undefined
    const tables = [measuresTable(results), ...resultsTables(rows)]
    stdout.write(tables.map((table) => formatTextTable(table, width)).join('\n'))
  }
  for (const { dataset, problem } of results) if (problem) say(stderr, `${dataset}: ${problem}`)
  return failures > 0 ? exitCodes.someFailed : exitCodes.done
}

async function evaluateSource(
  scorer: Scorer,
  source: string,
  flags: EvalFlags,
  { terminal: { stdin, stderr }, signal }: CommandContext,
): Promise<{ summary: EvaluationSummary; failed: number }> {
  const [, name, root] = /^([\w-]+)=(.+)$/.exec(source) ?? []
  const ratings = await openRatings(name ?? source, root === undefined ? flags : { ...flags, root }, stdin)
  const bad = badRows(stderr)
  const images = await readRatedImages(ratings, flags.pseudoStd, bad.report)
  bad.conclude()
  const { title } = ratings.dataset
  const file = `${ratings.dataset.name.replace(/[^\w.-]+/g, '-')}.jsonl`
  const status = statusLine(stderr)
  const start = performance.now()
  const { summary, failed } = await evaluateModel(
    scorer,
    { name: title, images },
    {
      ...(flags.predictions === undefined ? {} : { predictions: join(flags.predictions, file) }),
      ...(flags.intervals && { bootstrap: {} }),
      ...(flags.batchSize && { batchSize: flags.batchSize }),
      signal,
      onProgress: (progress) =>
        status.show(
          `${title}  ${progressText({ ...progress, done: progress.done + progress.failed, elapsedMs: performance.now() - start })}`,
        ),
    },
  ).finally(() => status.clear())
  for (const { error } of failed.slice(0, MOST_NAMED)) say(stderr, error.message.split('\n', 1)[0]!)
  if (failed.length > 0)
    say(stderr, `${title}: ${failed.length} of ${images.length} images could not be scored`)
  return { summary, failed: failed.length + bad.count }
}

const MOST_NAMED = 20

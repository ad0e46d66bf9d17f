import type { TrainingEngine } from '@deqa/model/training'
import type { EvaluationSet } from './evaluation-set.ts'
import {
  type EvaluationSummary,
  type JudgedImage,
  judgedImage,
  summarizeEvaluation,
} from './summarize-evaluation.ts'

/**
 * Evaluates the parameters that an engine holds now. They do not change. The network reads the text it is trained on.
 *
 * @param set - batches of a program that reports `scores` and `deviations`, as `deqaProgram` does.
 * @throws the signal's reason when it aborts.
 */
export async function evaluateWithEngine(
  engine: Pick<TrainingEngine, 'evaluate'>,
  set: EvaluationSet,
  signal?: AbortSignal,
): Promise<EvaluationSummary> {
  const images: JudgedImage[] = []
  for await (const { batch, views, items } of set.batches(signal)) {
    signal?.throwIfAborted()
    const { reported } = await engine.evaluate(batch)
    for (const [i, item] of items.entries()) {
      const rows = (name: string) => [...reported[name]!.slice(i * views, (i + 1) * views)]
      images.push(judgedImage(item, mixtureOf(rows('scores'), rows('deviations'))))
    }
  }
  return summarizeEvaluation(set.name, images)
}

/** Mean and deviation of the mean of distributions with these means and deviations. */
function mixtureOf(means: readonly number[], stds: readonly number[]): { score: number; std: number } {
  if (means.length === 1) return { score: means[0]!, std: stds[0]! }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const score = mean(means)
  return { score, std: Math.sqrt(mean(means.map((each, i) => (each - score) ** 2 + stds[i]! ** 2))) }
}

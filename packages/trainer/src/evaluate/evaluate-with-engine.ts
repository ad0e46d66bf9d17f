import type { TrainingEngine } from '@deqa/model/training'
import type { EvaluationSet } from './evaluation-set.ts'
import { type EvaluationSummary, type JudgedImage, summarizeEvaluation } from './summarize-evaluation.ts'

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
  for await (const { batch, items } of set.batches(signal)) {
    signal?.throwIfAborted()
    const { reported } = await engine.evaluate(batch)
    for (const [i, { score, std }] of items.entries()) {
      const predicted = { score: reported['scores']![i]!, std: reported['deviations']![i]! }
      images.push({ rated: score, ...(std === undefined ? {} : { ratedStd: std }), predicted })
    }
  }
  return summarizeEvaluation(set.name, images)
}

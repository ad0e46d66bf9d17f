import type { EvaluationMetric } from '../config/schema.ts'
import type { EvaluationSummary } from '../evaluate/summarize-evaluation.ts'

const LOWER_IS_BETTER: ReadonlySet<EvaluationMetric> = new Set(['rmse', 'js', 'w2', 'kl'])

/** One measure of one dataset, PLCC after the fitted logistic as in the paper; undefined where it does not exist. */
export function measureOf(summary: EvaluationSummary, metric: EvaluationMetric): number | undefined {
  switch (metric) {
    case 'js':
    case 'w2':
    case 'kl':
      return summary.distribution?.[metric]
    case 'plcc':
      return summary.agreement?.plccFitted
    default:
      return summary.agreement?.[metric]
  }
}

/** The mean of a measure over datasets; undefined unless it exists for each of them. */
export function meanMeasure(
  summaries: readonly EvaluationSummary[],
  metric: EvaluationMetric,
): number | undefined {
  const values = summaries.map((summary) => measureOf(summary, metric))
  if (values.length === 0 || values.includes(undefined)) return undefined
  return (values as number[]).reduce((sum, value) => sum + value, 0) / values.length
}

export function isBetter(value: number, best: number | undefined, metric: EvaluationMetric): boolean {
  if (best === undefined) return true
  return LOWER_IS_BETTER.has(metric) ? value < best : value > best
}

import type { EvaluationPart } from '@deqa/trainer'

/** A correlation with its 95 % interval, or why there is none. */
export function correlationText(
  { agreement, intervals, problem }: EvaluationPart,
  measure: 'srcc' | 'plcc' | 'plccFitted',
): string {
  if (!agreement) return problem ?? '–'
  const value = agreement[measure].toFixed(3)
  const found = intervals?.[measure]
  return found ? `${value} (${found.lower.toFixed(3)}–${found.upper.toFixed(3)})` : value
}

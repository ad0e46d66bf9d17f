import type { LabelCounts } from './write-labels.ts'

/** `10,073 labels: 9,990 gaussian, 83 two-level (mean-error); 61,000 per second`. */
export function labelSummary(counts: LabelCounts, elapsedMs: number): string {
  const whole = (value: number): string => value.toLocaleString('en')
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const kinds = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([how, count]) => `${whole(count)} ${how}`)
    .join(', ')
  const rate = Number((total / (elapsedMs / 1000)).toPrecision(2))
  return `${whole(total)} ${total === 1 ? 'label' : 'labels'}: ${kinds}; ${whole(rate)} per second`
}

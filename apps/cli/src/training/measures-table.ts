import type { EvaluationSummary } from '@deqa/trainer'
import type { TextTable } from '../output/text-table.ts'

const MEASURES = [
  ['PLCC', 'plcc'],
  ['SRCC', 'srcc'],
  ['KRCC', 'krcc'],
  ['PLCC fitted', 'plccFitted'],
  ['RMSE', 'rmse'],
  ['RMSE fitted', 'rmseFitted'],
  ['MAE', 'mae'],
] as const

/**
 * Every measure of agreement, one row for each dataset, or for each of what is compared on one; an interval, where there
 * is one, beside its number.
 *
 * @param title - of the column of names.
 */
export function measuresTable(
  title: string,
  results: readonly (readonly [name: string, summary: EvaluationSummary])[],
): TextTable {
  return {
    head: [title, 'images', ...MEASURES.map(([name]) => name)],
    rows: results.map(([name, { images, agreement, intervals }]) => [
      name,
      images.toLocaleString('en'),
      ...MEASURES.map(([, measure]) => {
        const value = agreement?.[measure]
        if (value === undefined) return '–'
        const interval = intervals?.[measure]
        const range = interval ? ` [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]` : ''
        return `${value.toFixed(4)}${range}`
      }),
    ]),
  }
}

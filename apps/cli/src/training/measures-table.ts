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

/** Every measure of agreement, one row for each dataset; an interval, where there is one, beside its number. */
export function measuresTable(results: readonly EvaluationSummary[]): TextTable {
  return {
    head: ['dataset', 'images', ...MEASURES.map(([title]) => title)],
    rows: results.map(({ dataset, images, agreement, intervals }) => [
      dataset,
      images.toLocaleString('en'),
      ...MEASURES.map(([, measure]) => {
        if (!agreement) return '–'
        const interval = intervals?.[measure]
        const range = interval ? ` [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]` : ''
        return `${agreement[measure].toFixed(4)}${range}`
      }),
    ]),
  }
}

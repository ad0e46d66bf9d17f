import { type ResultsRow, resultsTables } from '@deqa/trainer'
import type { TextTable } from '../output/text-table.ts'
import { measuresTable } from './measures-table.ts'

/**
 * What was evaluated, as tables: all measures of agreement, the kinds of damage alone where they were asked for, and the
 * tables of the paper.
 */
export function evaluationTables(rows: readonly ResultsRow[]): TextTable[] {
  const datasets = rows[0]!.results.map(({ dataset }) => dataset)
  const measures =
    rows.length === 1
      ? [
          measuresTable(
            'dataset',
            rows[0]!.results.map((summary) => [summary.dataset, summary]),
          ),
        ]
      : datasets.map((dataset, i) =>
          measuresTable(
            dataset,
            rows.map(({ name, results }) => [name, results[i]!]),
          ),
        )
  const distortions = datasets.flatMap((dataset, i) => distortionsTable(dataset, rows, i) ?? [])
  return [...measures, ...distortions, ...resultsTables(rows)]
}

/** PLCC after the fitted logistic and SRCC for each kind of damage, a column for each model or measure. */
function distortionsTable(
  dataset: string,
  rows: readonly ResultsRow[],
  place: number,
): TextTable | undefined {
  const parts = rows.map(({ results }) => results[place]!.byDistortion)
  const kinds = [...new Set(parts.flatMap((list = []) => list.map(({ distortion }) => distortion)))]
  if (kinds.length === 0) return undefined
  return {
    head: [`${dataset}: PLCC / SRCC`, 'images', ...rows.map(({ name }) => name)],
    rows: kinds.map((kind) => {
      const found = parts.map((list) => list?.find(({ distortion }) => distortion === kind))
      const images = Math.max(...found.map((part) => part?.images ?? 0))
      return [
        kind,
        images.toLocaleString('en'),
        ...found.map((part) => `${digits(part?.agreement?.plccFitted)} / ${digits(part?.agreement?.srcc)}`),
      ]
    }),
  }
}

function digits(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3)
}

import { LEVEL_NAMES, levelOf } from '@deqa/soft-label'
import { stringify } from 'csv-stringify/sync'
import type { LabelFormat, LabelledRow } from './labelled-row.ts'

/** A column for each level: the five words, or `level_1` … `level_K` for another number of levels. */
export function csvLabels(levels: number): LabelFormat {
  const names =
    levels === LEVEL_NAMES.length
      ? LEVEL_NAMES
      : Array.from({ length: levels }, (_, index) => `level_${index + 1}`)
  const columns = ['id', 'image', 'split', 'mos', 'std', 'mos_norm', 'std_norm', 'level', ...names]
  return {
    head: stringify([[...columns, 'alpha', 'beta', 'branch', 'reason']]),
    rows: (rows) => stringify(rows.map(cells)),
    tail: '',
  }
}

function cells({ row, image, rating, label }: LabelledRow): (string | number | null | undefined)[] {
  return [
    row.id,
    image,
    row.split,
    row.mos,
    row.std,
    rating.score,
    rating.std,
    levelOf(rating.score),
    ...label.probabilities,
    label.alpha,
    label.beta,
    label.branch,
    label.reason,
  ]
}

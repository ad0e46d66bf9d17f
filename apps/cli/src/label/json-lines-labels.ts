import { levelOf } from '@deqa/soft-label'
import type { LabelFormat, LabelledRow } from './labelled-row.ts'

/** One object per line; what a row does not have is left out. `probabilities` ascend: bad first. */
export function jsonLinesLabels(): LabelFormat {
  return {
    head: '',
    rows: (rows) => rows.map((row) => `${JSON.stringify(toObject(row))}\n`).join(''),
    tail: '',
  }
}

function toObject({ row, image, rating, label }: LabelledRow): object {
  const { alpha, beta, branch, reason, probabilities } = label
  return {
    id: row.id,
    image,
    split: row.split,
    mos: row.mos,
    std: row.std,
    mosNorm: rating.score,
    stdNorm: rating.std,
    level: levelOf(rating.score),
    probabilities,
    ...(alpha !== null && { alpha, beta }),
    branch,
    reason,
  }
}

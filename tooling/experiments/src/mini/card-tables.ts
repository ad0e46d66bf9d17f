import { DISTORTION_TYPES } from '@deqa/datasets/distortions'
import { correlationText } from '../correlation-text.ts'
import { markdownTable } from '../markdown-table.ts'
import type { Comparison, TestFigures } from './measure-test-set.ts'
import { type Cleanness, monotonyOf, type ScoredRow, type Strips } from './strips.ts'

/** The model and each baseline on the same images. */
export function comparisonTable({ model, baselines }: Comparison): string {
  const rows = [['deqa-mini', model] as const, ...baselines]
  return markdownTable({
    head: ['measure', 'images', 'SRCC', 'PLCC, after the logistic fit'],
    rows: rows.map(([name, summary]) => [
      name,
      String(summary.images),
      correlationText(summary, 'srcc'),
      correlationText(summary, 'plccFitted'),
    ]),
  })
}

/** One line for each kind of damage. */
export function distortionTable(
  { damaged }: TestFigures,
  strips: readonly Strips[],
  { aboveByType }: Cleanness,
): string {
  const parts = new Map(damaged.byDistortion?.map((part) => [part.distortion, part]))
  return markdownTable({
    head: [
      'damage',
      'SRCC',
      'PLCC',
      'falls with strength: Kendall',
      'strips with 0.6 or more',
      'undamaged above strengths 3–5',
    ],
    rows: DISTORTION_TYPES.map((type) => {
      const part = parts.get(type)
      const { kendall, orderly } = monotonyOf(strips, [type])
      return [
        type,
        part ? correlationText(part, 'srcc') : '–',
        part ? correlationText(part, 'plcc') : '–',
        kendall.toFixed(2),
        percent(orderly),
        percent(aboveByType.get(type)!),
      ]
    }),
  })
}

/** One line for each mixture that cameras make. */
export function chainTable({ chains }: TestFigures): string {
  const rows = [
    ['all', chains] as const,
    ...(chains.byDistortion ?? []).map((part) => [part.distortion.replace('camera: ', ''), part] as const),
  ]
  return markdownTable({
    head: ['chain', 'images', 'SRCC', 'PLCC'],
    rows: rows.map(([name, part]) => [
      name,
      String(part.images),
      correlationText(part, 'srcc'),
      correlationText(part, 'plcc'),
    ]),
  })
}

/** The images whose score is furthest from their label. */
export function worstTable(scored: readonly ScoredRow[], count: number): string {
  const error = ({ row, score }: ScoredRow) => score - row.mos
  const worst = scored.toSorted((a, b) => Math.abs(error(b)) - Math.abs(error(a))).slice(0, count)
  return markdownTable({
    head: ['photograph', 'damage', 'strength', 'label', 'score'],
    rows: worst.map(({ row, score }) => [
      row.reference ?? row.id,
      row.distortion?.type ?? 'none',
      String(row.distortion?.level ?? '–'),
      row.mos.toFixed(2),
      score.toFixed(2),
    ]),
  })
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

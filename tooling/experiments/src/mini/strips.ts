import type { DatasetRow } from '@deqa/datasets'
import { DISTORTION_TYPES, type DistortionType, STRENGTHS } from '@deqa/datasets/distortions'
import { krcc } from '@deqa/metrics'

/** A row of the test set and the score that a model gave it. */
export interface ScoredRow {
  readonly row: DatasetRow
  readonly score: number
}

/** One photograph: undamaged, and under each kind of damage at its five strengths. */
export interface Strips {
  readonly photograph: string
  readonly undamaged: number
  /** Scores at strengths 1..5. */
  readonly byType: ReadonlyMap<DistortionType, readonly number[]>
}

/** @throws {RangeError} if a photograph lacks its undamaged image or a strength. */
export function stripsOf(scored: readonly ScoredRow[]): Strips[] {
  const byPhotograph = new Map<string, ScoredRow[]>()
  for (const each of scored) {
    const photograph = each.row.reference ?? each.row.id
    const rows = byPhotograph.get(photograph)
    if (rows) rows.push(each)
    else byPhotograph.set(photograph, [each])
  }
  return [...byPhotograph].map(([photograph, rows]) => {
    const scoreOf = (type?: DistortionType, level?: number): number => {
      const found = rows.find(({ row }) =>
        type === undefined
          ? row.distortion === undefined
          : row.distortion?.type === type && row.distortion.level === level,
      )
      if (!found)
        throw new RangeError(`stripsOf: ${photograph} has no image of ${type ?? 'no damage'} ${level ?? ''}`)
      return found.score
    }
    const byType = DISTORTION_TYPES.map(
      (type) => [type, STRENGTHS.map((strength) => scoreOf(type, strength))] as const,
    )
    return { photograph, undamaged: scoreOf(), byType: new Map(byType) }
  })
}

/**
 * How far the five settings of a kind are from doing nothing. For all but two that is their order: the amounts of these
 * pass through doing nothing, mean shift at its third, contrast between its third and its fourth (−0.2, where the curve
 * is straight).
 */
export function distancesOf(type: DistortionType): readonly number[] {
  return TWO_SIDED[type] ?? STRENGTHS
}

const TWO_SIDED: Readonly<Partial<Record<DistortionType, readonly number[]>>> = {
  'mean shift': [0.15, 0.08, 0, 0.08, 0.15],
  'contrast change': [0.5, 0.35, 0.2, 0.2, 0.4],
}

/** The kinds whose numbers are the order of their settings. */
export const ONE_SIDED_TYPES: readonly DistortionType[] = DISTORTION_TYPES.filter(
  (type) => TWO_SIDED[type] === undefined,
)

/** How reliably scores fall along the five strengths. */
export interface Monotony {
  readonly strips: number
  /** Share of strips whose Kendall correlation with falling quality is 0.6 or more: at most two of ten pairs wrong. */
  readonly orderly: number
  /** Mean Kendall correlation. */
  readonly kendall: number
}

/**
 * @param strengthsOf - what scores should fall along. @default the numbers of the strengths
 */
export function monotonyOf(
  strips: readonly Strips[],
  types: readonly DistortionType[] = DISTORTION_TYPES,
  strengthsOf: (type: DistortionType) => readonly number[] = () => STRENGTHS,
): Monotony {
  const taus = strips.flatMap(({ byType }) =>
    types.map((type) =>
      kendall(
        byType.get(type)!,
        strengthsOf(type).map((strength) => -strength),
      ),
    ),
  )
  const mean = taus.reduce((sum, tau) => sum + tau, 0) / taus.length
  // Kendall's correlation of five is a multiple of 0.2, but for rounding.
  return { strips: taus.length, orderly: shareOf(taus, (tau) => tau > 0.6 - 1e-9), kendall: mean }
}

/** Scores that are all the same say nothing of the order. */
function kendall(scores: readonly number[], order: readonly number[]): number {
  return new Set(scores).size === 1 ? 0 : krcc(scores, order)
}

/** How undamaged photographs stand among damaged ones. */
export interface Cleanness {
  readonly photographs: number
  /** Mean score of undamaged photographs. */
  readonly mean: number
  /** For each kind of damage, the share of photographs above all of their copies of strength 3, 4 and 5. */
  readonly aboveByType: ReadonlyMap<DistortionType, number>
  /** Share of all such comparisons. */
  readonly above: number
}

export function cleannessOf(strips: readonly Strips[]): Cleanness {
  const aboveByType = new Map(
    DISTORTION_TYPES.map((type) => [
      type,
      shareOf(strips, (strip) => strongScores(strip, type).every((score) => strip.undamaged > score)),
    ]),
  )
  const comparisons = strips.flatMap((strip) =>
    DISTORTION_TYPES.flatMap((type) => strongScores(strip, type).map((score) => strip.undamaged > score)),
  )
  return {
    photographs: strips.length,
    mean: strips.reduce((sum, { undamaged }) => sum + undamaged, 0) / strips.length,
    aboveByType,
    above: shareOf(comparisons, (isAbove) => isAbove),
  }
}

/** At strengths 3, 4 and 5. */
function strongScores({ byType }: Strips, type: DistortionType): readonly number[] {
  return byType.get(type)!.slice(2)
}

function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length
}

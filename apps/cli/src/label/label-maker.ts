import { gaussianLabel, momentMatchedLabel, oneHotLabel, twoLevelLabel } from '@deqa/soft-label'
import type { Rating } from '../ratings/rating.ts'
import type { LabelFlags } from './label-flags.ts'

/** A label, by whatever method, with what is known about how it was made. */
export interface MadeLabel {
  /** Shape [K], ascending. */
  readonly probabilities: readonly number[]
  /** Which construction made it. */
  readonly branch: 'gaussian' | 'two-level' | 'discrete-gaussian' | 'two-ends' | 'one-hot'
  /** Why that one. */
  readonly reason: string
  /** Adjustment of the paper's label; null for methods that have none. */
  readonly alpha: number | null
  readonly beta: number | null
  /** Raw shares before the adjustment; null where there are none. */
  readonly masses: readonly number[] | null
}

const noAdjustment = { alpha: null, beta: null, masses: null } as const

/**
 * Makes the function that labels ratings.
 *
 * @returns a function that throws a RangeError if a rating lacks the deviation that the method needs.
 */
export function labelMaker({
  method,
  density,
  variant,
  levels,
}: Pick<LabelFlags, 'method' | 'density' | 'variant' | 'levels'>): (rating: Rating) => MadeLabel {
  switch (method) {
    case 'one-hot':
      return ({ score }) => ({
        probabilities: oneHotLabel(score, levels),
        branch: 'one-hot',
        reason: 'regular',
        ...noAdjustment,
      })
    case 'interpolation':
      return ({ score }) => ({
        probabilities: twoLevelLabel(score, { levels }),
        branch: 'two-level',
        reason: 'regular',
        ...noAdjustment,
      })
    case 'moment-matched':
      return (rating) => ({ ...momentMatchedLabel(withStd(rating), { levels }), ...noAdjustment })
    case 'gaussian': {
      const options = { levels, ...(density && { density }), ...(variant && { variant }) }
      return (rating) => gaussianLabel(withStd(rating), options)
    }
  }
}

function withStd({ score, std }: Rating): { score: number; std: number } {
  if (std === undefined)
    throw new RangeError(
      'no standard deviation: take --pseudo-std 0.2 for one, or --method interpolation, which needs none',
    )
  return { score, std }
}

import {
  gaussianLabel,
  type LevelDensity,
  momentMatchedLabel,
  oneHotLabel,
  twoLevelLabel,
} from '@deqa/soft-label'
import type { TrainingConfig } from '../config/schema.ts'
import type { Rating } from './read-ratings.ts'

export interface LabelOptions extends Readonly<TrainingConfig['label']> {
  readonly density: LevelDensity
  /** K */
  readonly levels: number
}

/** Whether a method reads the deviation of the ratings. */
export function labelNeedsStd(method: TrainingConfig['label']['method']): boolean {
  return method === 'gaussian' || method === 'moment-matched'
}

/**
 * The label of a rating: shape [K], ascending.
 *
 * @throws {RangeError} if the method needs a deviation and there is none.
 */
export function labelOf(
  { score, std }: Pick<Rating, 'score' | 'std'>,
  options: LabelOptions,
): readonly number[] {
  const { method, variant, density, levels } = options
  const margin = variant === 'upstream' ? 1e-8 : 0
  if (method === 'one-hot') return oneHotLabel(score, levels)
  if (method === 'interpolation') return twoLevelLabel(score, { levels, margin })
  if (std === undefined)
    throw new RangeError(`labelOf: expected a deviation for the method ${method}, got none`)
  return method === 'moment-matched'
    ? momentMatchedLabel({ score, std }, { levels }).probabilities
    : gaussianLabel({ score, std }, { variant, density, levels }).probabilities
}

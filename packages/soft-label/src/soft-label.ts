import { type GaussianLabel, type GaussianLabelOptions, gaussianLabel } from './gaussian-label.ts'
import type { ScoreDistribution } from './level-moments.ts'
import { type MomentMatchedLabel, momentMatchedLabel } from './moment-matched-label.ts'
import { requireOneOf } from './require-one-of.ts'

/** The paper's label, in either variant. */
export interface GaussianMethod extends GaussianLabelOptions {
  /** @default 'gaussian' */
  readonly method?: 'gaussian'
}

/** The label that keeps mean and deviation. */
export interface MomentMatchedMethod {
  readonly method: 'moment-matched'
  /** @default 5 */
  readonly levels?: number
}

/** How to make a soft label. */
export type SoftLabelOptions = GaussianMethod | MomentMatchedMethod

/** A soft label and how it was made; tell the two apart by `method`. */
export type SoftLabel = GaussianLabel | MomentMatchedLabel

/**
 * The probabilities of the levels for a rating, given as the mean and the deviation of its opinions.
 *
 * The methods: `'gaussian'`, the label of DeQA-Score (see {@link gaussianLabel}, with the variants `'paper'` and
 * `'upstream'`), and `'moment-matched'` (see {@link momentMatchedLabel}), which meets mean and deviation exactly
 * wherever levels can.
 *
 * @param rating - score in [1, 5] and deviation, both normalised ({@link normalizeScore}, {@link normalizeStd}).
 * @throws {RangeError} if an input or an option is out of range, not finite, or another word.
 */
export function softLabel(rating: ScoreDistribution, options?: GaussianMethod): GaussianLabel
export function softLabel(rating: ScoreDistribution, options: MomentMatchedMethod): MomentMatchedLabel
export function softLabel(rating: ScoreDistribution, options?: SoftLabelOptions): SoftLabel
export function softLabel(rating: ScoreDistribution, options: SoftLabelOptions = {}): SoftLabel {
  const { method = 'gaussian' } = options
  requireOneOf('softLabel', 'method', method, ['gaussian', 'moment-matched'])
  return options.method === 'moment-matched'
    ? momentMatchedLabel(rating, options)
    : gaussianLabel(rating, options)
}

import { normalCdf } from '@deqa/soft-label'
import { requireNonNegative, requireScore } from '../require-number.ts'
import { requireOneOf } from '../require-one-of.ts'
import { GUARD } from './preference.ts'

/** What the raters of one image said, on any scale. */
export interface Rating {
  /** Mean opinion score. */
  readonly mos: number
  /** Standard deviation of the opinions, in the units of `mos`. */
  readonly std: number
}

/**
 * The raters' preference for image A over image B, the target of {@link fidelityLoss}.
 *
 *   g = Φ((MOS_A - MOS_B) / √(σ_A² + σ_B² + 1e-8))
 *
 * Source: DeQA-Score, Eq. 6, with the original's guard. Raw or normalised ratings give the same g, as long as score
 * and deviation are on one scale and both images come from one dataset.
 *
 * @returns a number in [0, 1]; the preferences for A and for B add up to 1.
 * @throws {RangeError} if a score is not finite, or a deviation is negative or not finite.
 *
 * Accuracy: absolute error below 1e-15, in float64 whatever the training runs in.
 */
export function targetPreference(a: Rating, b: Rating): number {
  requireRating('A', a)
  requireRating('B', b)
  return normalCdf((a.mos - b.mos) / Math.sqrt(a.std ** 2 + b.std ** 2 + GUARD))
}

export interface BinaryPreferenceOptions {
  /** What equal scores give: ½ (LIQE), or 0 as in the original, where B wins. @default 0.5 */
  readonly tie?: 0 | 0.5
}

/**
 * Which of two images the raters prefer, without their deviations: 1 for A, 0 for B.
 *
 * Source: the target of the binary losses, DeQA-Score, Table 6, model 2.
 *
 * @throws {RangeError} if a score is not finite, or `tie` is another number.
 */
export function binaryPreference(
  mosA: number,
  mosB: number,
  { tie = 0.5 }: BinaryPreferenceOptions = {},
): number {
  requireScore('binaryPreference', mosA, 'MOS of A')
  requireScore('binaryPreference', mosB, 'MOS of B')
  requireOneOf('binaryPreference', 'tie', tie, [0, 0.5])
  if (mosA === mosB) return tie
  return mosA > mosB ? 1 : 0
}

function requireRating(image: string, { mos, std }: Rating): void {
  requireScore('targetPreference', mos, `MOS of ${image}`)
  requireNonNegative('targetPreference', `std of ${image}`, std)
}

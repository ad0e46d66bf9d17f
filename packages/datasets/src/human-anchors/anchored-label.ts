import {
  atStrength,
  type DistortionStep,
  type DistortionType,
  requireStep,
} from '../distortions/distortion-types.ts'
import { HUMAN_ANCHORS } from './human-anchors.ts'

/** A rating that rests on human ones, on the scale 1..5. */
export interface AnchoredLabel {
  readonly mos: number
  /** Deviation of a rating of any picture by any person: both kinds of spread of the anchors, √(rater² + content²). */
  readonly std: number
}

/** Share of the largest spread a mean allows: std² = spread (mos − 1)(5 − mos). */
interface Damage {
  /** −ln of the share of quality that is left; 0 where nothing can be seen. */
  readonly amount: number
  readonly spread: number
}

/**
 * How people would rate a picture after these steps; without any, an undamaged one.
 *
 *   mos = 1 + (m₀ − 1) e^−D,   D = (Σ Dᵢ²)^½,   Dᵢ = −ln((mᵢ − 1) / (m₀ − 1))
 *   std² = a (mos − 1)(5 − mos),   a = Σ Dᵢ aᵢ / Σ Dᵢ,   aᵢ = stdᵢ² / ((mᵢ − 1)(5 − mᵢ))
 *
 * with mᵢ and stdᵢ from HUMAN_ANCHORS, between whole strengths with Dᵢ and aᵢ on straight lines. So a single step at a
 * whole strength has exactly KADID's figures, and every further step makes a picture worse, but less so than alone.
 *
 * - m₀ = 4.612 is what KADID's raters gave to pictures that were in truth unchanged (Gaussian blur of σ = 0.1); in the
 *   three other cells of this sort they gave 4.604, 4.603 and 4.580.
 * - The exponent 2 is fitted on KADID itself: where damage of one kind done twice is again a cell of the table, such as
 *   noise of variance 0.001 and 0.002 for 0.003, 22 cases are met within 0.18 (rms); with plain addition 0.41. That it
 *   also holds between kinds is an assumption.
 * - That deviations follow (mos − 1)(5 − mos) is the SOS hypothesis: T. Hoßfeld, R. Schatz, S. Egger, "SOS: The MOS is
 *   not enough!", QoMEX 2011.
 *
 * @throws {RangeError} if a type is unknown or a strength not in [1, 5].
 */
export function anchoredLabel(steps: readonly DistortionStep[]): AnchoredLabel {
  const damages = steps.map((step) => {
    requireStep('anchoredLabel', step)
    return damageOf(step)
  })
  const total = damages.reduce((sum, { amount }) => sum + amount, 0)
  const spread =
    total > 0
      ? damages.reduce((sum, damage) => sum + (damage.amount / total) * damage.spread, 0)
      : UNDAMAGED_SPREAD
  const mos = 1 + (UNDAMAGED_MOS - 1) * Math.exp(-Math.hypot(...damages.map(({ amount }) => amount)))
  return { mos, std: Math.sqrt(spread * (mos - 1) * (5 - mos)) }
}

// In the weakest Gaussian blur of KADID nothing is changed; no cell is rated higher.
const [UNDAMAGED_MOS, ...undamagedStds] = HUMAN_ANCHORS['gaussian blur'][0]
const UNDAMAGED_SPREAD = spreadOf(UNDAMAGED_MOS, ...undamagedStds)

/** Resampling has the ratings of the Gaussian blur that changes a picture as much. */
function damageOf({ type, strength }: DistortionStep): Damage {
  const anchors = HUMAN_ANCHORS[type === 'resample' ? 'gaussian blur' : (type satisfies DistortionType)]
  return {
    amount: atStrength(
      anchors.map(([mean]) => Math.log((UNDAMAGED_MOS - 1) / (mean - 1))),
      strength,
    ),
    spread: atStrength(
      anchors.map((anchor) => spreadOf(...anchor)),
      strength,
    ),
  }
}

function spreadOf(mean: number, raterStd: number, contentStd: number): number {
  return (raterStd ** 2 + contentStd ** 2) / ((mean - 1) * (5 - mean))
}

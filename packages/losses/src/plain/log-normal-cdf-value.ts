import { normalCdf } from '@deqa/soft-label'

/** Below this Φ comes near the smallest double, and Mills' asymptotic series is exact to a double. */
const SERIES_BELOW = -25

/** ln Φ(z) in float64, for any z: relative error below 1e-13; -Infinity where z² is beyond all numbers. */
export function logNormalCdfValue(z: number): number {
  if (z > 0) return Math.log1p(-normalCdf(-z))
  if (z > SERIES_BELOW) return Math.log(normalCdf(z))
  const square = z * z
  // Φ(z) = φ(z)/|z| · (1 - 1/z² + 3/z⁴ - 15/z⁶ + 105/z⁸ - …)
  const series = -(1 - (3 - (15 - 105 / square) / square) / square) / square
  return -square / 2 - Math.log(-z) - Math.log(2 * Math.PI) / 2 + Math.log1p(series)
}

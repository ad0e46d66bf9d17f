import { erf, erfc, expOfSquare } from './error-function.ts'

/**
 * The density of the standard normal distribution.
 *
 *   φ(z) = exp(-z²/2) / √(2π)
 *
 * @throws {RangeError} if `z` is NaN.
 *
 * Accuracy: relative error below 1e-15 for |z| ≤ 37.
 */
export function normalPdf(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('normalPdf: expected a number, got NaN')
  // Beyond 39 the density is below the smallest double, and the square of an infinity would make a NaN.
  return Math.abs(z) > 39 ? 0 : expOfSquare(-0.5, z) / Math.sqrt(2 * Math.PI)
}

/**
 * The cumulative distribution function of the standard normal distribution.
 *
 *   Φ(z) = ½ erfc(-z / √2)
 *
 * @throws {RangeError} if `z` is NaN.
 *
 * Accuracy: absolute error below 2.3e-16; relative error below 1e-15 · (1 + z²) for z ≥ -37.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('normalCdf: expected a number, got NaN')
  return 0.5 * erfc(-z * Math.SQRT1_2)
}

/**
 * The mass of the standard normal distribution between two points, Φ(b) - Φ(a), without the cancellation of
 * that difference in the upper tail and near 0.
 *
 * @param a - the lower end; may be -Infinity.
 * @param b - the upper end, not below `a`; may be +Infinity.
 * @throws {RangeError} if an end is NaN or the ends are in the wrong order.
 */
export function normalInterval(a: number, b: number): number {
  if (!(a <= b)) throw new RangeError(`normalInterval: expected a ≤ b, got a = ${a}, b = ${b}`)
  if (a > 1) return normalCdf(-a) - normalCdf(-b)
  if (b < -1) return normalCdf(b) - normalCdf(a)
  return 0.5 * (erf(b * Math.SQRT1_2) - erf(a * Math.SQRT1_2))
}

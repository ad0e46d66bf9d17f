import { oneMinus, plus, scalar, square, times } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { MILLS_FROM, MILLS_SERIES, MILLS_SHIFT } from './mills-series.ts'

/**
 * ln Φ(z), elementwise, finite with a finite gradient for every z whose square is finite.
 *
 *   z ≥ -1.5:  ln(½ + ½ erf(z/√2))
 *   z < -1.5:  -z²/2 - ln(c - z) + Q(1 / (c - z)),   Q a polynomial fitted to Mills' ratio
 *
 * Accuracy: absolute 5e-9 besides the interpreter's own rounding; gradient 1e-6 relative in float64.
 */
export function logNormalCdf<T>(ops: LossOps<T>, z: T): T {
  // Each branch is held to numbers it can bear, a little past the switch: at the switch itself both have their gradient.
  const centre = ops.log(
    plus(ops, times(ops, ops.erf(times(ops, ops.atLeast(z, -MILLS_FROM - 0.5), Math.SQRT1_2)), 0.5), 0.5),
  )
  const depth = ops.atLeast(times(ops, z, -1), MILLS_FROM - 0.5)
  const shifted = plus(ops, depth, MILLS_SHIFT)
  const tail = ops.subtract(
    polynomial(ops, ops.divide(scalar(ops, 1), shifted)),
    ops.add(times(ops, square(ops, depth), 0.5), ops.log(shifted)),
  )
  const isTail = ops.isAbove(times(ops, z, -1), MILLS_FROM)
  return ops.add(ops.multiply(isTail, tail), ops.multiply(oneMinus(ops, isTail), centre))
}

/** Horner's rule over {@link MILLS_SERIES}. */
function polynomial<T>(ops: LossOps<T>, u: T): T {
  let sum = scalar(ops, MILLS_SERIES.at(-1)!)
  for (const coefficient of MILLS_SERIES.slice(0, -1).reverse()) {
    sum = plus(ops, ops.multiply(sum, u), coefficient)
  }
  return sum
}

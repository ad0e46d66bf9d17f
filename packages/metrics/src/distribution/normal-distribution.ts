const SQRT_TWO_PI = 2.5066282746310002
/** Below this the power series loses digits to cancellation, and the continued fraction converges quickly. */
const LOWER_TAIL = -2
/** Above this the continued fraction is the quicker of the two. */
const UPPER_TAIL = 3

/** The standard normal density φ(z) = e^(−z²/2) / √(2π). */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TWO_PI
}

/**
 * The standard normal distribution function Φ(z) = ½ (1 + erf(z / √2)).
 *
 * From −2 to 3 the series Φ(z) = ½ + φ(z) (z + z³/3 + z⁵/(3·5) + …) (Marsaglia 2004), outside it Laplace's
 * continued fraction of the Mills ratio. Accuracy: relative 1e-13 for every z whose Φ is a normal double,
 * so small tail probabilities keep their digits.
 */
export function normalCdf(z: number): number {
  if (z < LOWER_TAIL) return upperTail(-z)
  if (z > UPPER_TAIL) return 1 - upperTail(z)
  let term = z
  let sum = z
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + normalDensity(z) * sum
}

/** 1 − Φ(z) for z > 2: φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))). */
function upperTail(z: number): number {
  let fraction = z
  for (let k = 120; k >= 1; k--) fraction = z + k / fraction
  return normalDensity(z) / fraction
}

/**
 * The standard normal quantile: z with Φ(z) = p.
 *
 * Hastings' rational start (Abramowitz and Stegun 26.2.23, error below 4.5e-4), then Halley's steps on Φ. Accuracy:
 * |Φ(z) − p| ≤ 1e-13 p for p ≤ ½, and the mirror of it above.
 *
 * @throws {RangeError} if p does not lie strictly between 0 and 1.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile: expected p between 0 and 1, got ${p}`)
  if (p > 0.5) return -normalQuantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(p))
  let z =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
  for (let step = 0; step < 3; step++) {
    const newton = (normalCdf(z) - p) / normalDensity(z)
    z -= newton / (1 + 0.5 * z * newton)
  }
  return z
}

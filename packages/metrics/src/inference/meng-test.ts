import { checkCount, checkNumber } from '../check.ts'
import { normalCdf, normalQuantile } from '../distribution/normal-distribution.ts'

export interface MengTestResult {
  /** Standard normal under the hypothesis of equal correlations; positive where the first is greater. */
  readonly z: number
  /** Two-sided. */
  readonly pValue: number
  /** Confidence interval of the difference atanh(rA) − atanh(rB). */
  readonly fisherDifference: { readonly lower: number; readonly upper: number }
}

/**
 * Whether two models correlate equally with the same ratings: the test of Meng, Rosenthal and Rubin for two dependent
 * correlations that share one variable.
 *
 *   z = (atanh rA − atanh rB) √((n − 3) / (2 (1 − rAB) h)),
 *   h = (1 − f r̄²) / (1 − r̄²),   f = min(1, (1 − rAB) / (2 (1 − r̄²))),   r̄² = (rA² + rB²) / 2
 *
 * @param rA - correlation of model A with the ratings, in (−1, 1).
 * @param rB - correlation of model B with the ratings, in (−1, 1).
 * @param rAB - correlation of the two models with each other, in [−1, 1).
 * @param n - number of images, ≥ 4.
 * @throws {RangeError} outside those ranges: models that rank all alike cannot be told apart this way.
 *
 * Derived for PLCC of normal data; with SRCC it is an approximation. Source: Meng, Rosenthal and Rubin 1992,
 * Psychological Bulletin 111, 172–175, Eq. (1)–(3); tested against its example.
 */
export function mengTest(rA: number, rB: number, rAB: number, n: number, confidence = 0.95): MengTestResult {
  checkCount('mengTest', 'n', n, 4)
  for (const [name, r] of [
    ['rA', rA],
    ['rB', rB],
    ['rAB', rAB],
  ] as const) {
    checkNumber('mengTest', name, r)
    if (!(Math.abs(r) < 1) && !(name === 'rAB' && r === -1)) {
      throw new RangeError(`mengTest: expected ${name} between -1 and 1, got ${r}`)
    }
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`mengTest: expected confidence between 0 and 1, got ${confidence}`)
  }
  const meanSquare = (rA * rA + rB * rB) / 2
  const f = Math.min(1, (1 - rAB) / (2 * (1 - meanSquare)))
  const h = (1 - f * meanSquare) / (1 - meanSquare)
  const difference = Math.atanh(rA) - Math.atanh(rB)
  const standardError = Math.sqrt((2 * (1 - rAB) * h) / (n - 3))
  const z = difference / standardError
  const margin = normalQuantile((1 + confidence) / 2) * standardError
  return {
    z,
    pValue: 2 * normalCdf(-Math.abs(z)),
    fisherDifference: { lower: difference - margin, upper: difference + margin },
  }
}

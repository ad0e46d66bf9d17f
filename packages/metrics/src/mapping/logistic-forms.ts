/** Which curve maps scores to ratings. */
export type LogisticForm = '4-parameter' | '5-parameter'

/** 1 / (1 + e^(−z)). */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z))
}

/**
 * The 4-parameter logistic of the original evaluation: from β₂ (far below β₃) to β₁ (far above), for β₄ > 0.
 *
 *   f(x) = (β₁ − β₂) / (1 + exp(−(x − β₃) / β₄)) + β₂
 *
 * @param parameters - [β₁, β₂, β₃, β₄], β₄ ≠ 0.
 * @param x - a score, on the scale of the scores that were fitted.
 * @returns the value on the scale of the ratings.
 *
 * Source: VQEG 2000 (FR-TV phase I) without its absolute value; upstream's `cal_plcc_srcc` fits this form.
 */
export function logistic4(parameters: ArrayLike<number>, x: number): number {
  const [b1, b2, b3, b4] = [parameters[0]!, parameters[1]!, parameters[2]!, parameters[3]!]
  // This order of operations keeps the original's ties among saturated values, and so its SRCC.
  return (b1 - b2) / (1 + Math.exp(-(x - b3) / b4)) + b2
}

/**
 * The 5-parameter logistic of the video-quality tests: a 4-parameter one and a straight line.
 *
 *   f(x) = β₁ (½ − 1 / (1 + exp(β₂ (x − β₃)))) + β₄ x + β₅
 *
 * It need not be monotone: the line may run against the curve.
 *
 * @param parameters - [β₁, …, β₅].
 * @param x - a score, on the scale of the scores that were fitted.
 * @returns the value on the scale of the ratings.
 *
 * Source: Sheikh, Sabir and Bovik 2006, Eq. (1)–(2).
 */
export function logistic5(parameters: ArrayLike<number>, x: number): number {
  const [b1, b2, b3, b4, b5] = [
    parameters[0]!,
    parameters[1]!,
    parameters[2]!,
    parameters[3]!,
    parameters[4]!,
  ]
  return b1 * (sigmoid(b2 * (x - b3)) - 0.5) + b4 * x + b5
}

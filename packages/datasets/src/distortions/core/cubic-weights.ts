/** Weights of the four neighbours of a place that lies u in [0, 1) behind the second one (Catmull–Rom). */
export function cubicWeights(u: number, weights: Float64Array): void {
  weights[0] = 0.5 * u * (-1 + u * (2 - u))
  weights[1] = 0.5 * (2 + u * u * (-5 + 3 * u))
  weights[2] = 0.5 * u * (1 + u * (4 - 3 * u))
  weights[3] = 0.5 * u * u * (u - 1)
}

/** The same curve as a function of the distance. */
export function cubicKernel(distance: number): number {
  const x = Math.abs(distance)
  if (x >= 2) return 0
  return x < 1 ? 1 + x * x * (1.5 * x - 2.5) : 2 + x * (-4 + x * (2.5 - 0.5 * x))
}

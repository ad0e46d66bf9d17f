/** Gauss–Legendre nodes and weights on [−1, 1], by Newton's method on the Legendre polynomial. */
export function gaussLegendre(order: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(order)
  const weights = new Float64Array(order)
  for (let i = 0; i < order; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (order + 0.5))
    let slope = 0
    for (let step = 0; step < 8; step++) {
      let previous = 1
      let value = x
      for (let k = 2; k <= order; k++) {
        ;[previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k]
      }
      slope = (order * (x * value - previous)) / (x * x - 1)
      x -= value / slope
    }
    nodes[i] = x
    weights[i] = 2 / ((1 - x * x) * slope * slope)
  }
  return { nodes, weights }
}

const RULE = gaussLegendre(16)
const DEEPEST = 40

/**
 * ∫ f over [a, b] by Gauss–Legendre of order 16: a panel is halved until its two halves agree with the whole to
 * `tolerance`.
 *
 * @param f - smooth on each panel; called at inner points only.
 */
export function integrate(f: (x: number) => number, a: number, b: number, tolerance: number): number {
  const refine = (from: number, to: number, whole: number, allowed: number, depth: number): number => {
    const middle = (from + to) / 2
    const left = panel(f, from, middle)
    const right = panel(f, middle, to)
    if (Math.abs(left + right - whole) <= allowed || depth >= DEEPEST) return left + right
    return (
      refine(from, middle, left, allowed / 2, depth + 1) + refine(middle, to, right, allowed / 2, depth + 1)
    )
  }
  return refine(a, b, panel(f, a, b), tolerance, 0)
}

function panel(f: (x: number) => number, a: number, b: number): number {
  const half = (b - a) / 2
  const middle = (a + b) / 2
  let sum = 0
  for (let i = 0; i < RULE.nodes.length; i++) sum += RULE.weights[i]! * f(middle + half * RULE.nodes[i]!)
  return half * sum
}

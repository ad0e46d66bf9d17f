import { dot } from './dot.ts'
import { singularValues } from './singular-values.ts'

/** The linear model of the residuals near a point, reduced to p rows: ‖f + J q‖² = ‖b + R q‖² + constant. */
export interface LinearModel {
  /** Upper triangular, as columns of shape [p]. */
  readonly r: readonly Float64Array[]
  /** The first p entries of Qᵀ f. */
  readonly b: Float64Array
}

/** Householder QR of the Jacobian (columns of shape [n], overwritten) with the residuals carried along. */
export function reduce(jacobian: readonly Float64Array[], residuals: Float64Array): LinearModel {
  const p = jacobian.length
  const f = residuals.slice()
  for (let k = 0; k < p; k++) {
    const column = jacobian[k]!
    const tail = column.subarray(k)
    const norm = Math.sqrt(dot(tail, tail))
    if (norm === 0) continue
    const head = tail[0]! > 0 ? -norm : norm
    const reflector = tail.slice()
    reflector[0]! -= head
    const scale = 2 / dot(reflector, reflector)
    for (const other of [...jacobian.slice(k), f]) {
      const target = other.subarray(k)
      const amount = scale * dot(reflector, target)
      for (let i = 0; i < target.length; i++) target[i]! -= amount * reflector[i]!
    }
    tail.fill(0, 1)
  }
  return { r: jacobian.map((column) => column.slice(0, p)), b: f.slice(0, p) }
}

/**
 * The step q that minimises ‖b + R q‖ within the ellipsoid ‖D q‖ ≤ radius (to a tenth of it), and the damping λ that
 * goes with it: Moré's search on the secular equation, here in the basis of the singular vectors of R D⁻¹, where
 * the step is a formula. A direction in which R does not act gets no step.
 *
 * Source: Moré 1978, "The Levenberg-Marquardt algorithm: implementation and theory", section 5.
 */
export function dampedStep(
  model: LinearModel,
  diagonal: Float64Array,
  radius: number,
  initialDamping: number,
): { step: Float64Array; damping: number } {
  const { u, s, v } = singularValues(model.r.map((column, j) => column.map((value) => value / diagonal[j]!)))
  const c = Float64Array.from(u, (column) => dot(column, model.b))
  const smallest = 1e-15 * Math.max(...s)
  const weight = (j: number, damping: number) =>
    s[j]! <= smallest ? 0 : (s[j]! * c[j]!) / (s[j]! * s[j]! + damping)
  const evaluate = (damping: number) => {
    let squares = 0
    let slope = 0
    for (let j = 0; j < s.length; j++) {
      const w = weight(j, damping)
      squares += w * w
      if (w !== 0) slope += (w * w) / (s[j]! * s[j]! + damping)
    }
    const length = Math.sqrt(squares)
    // Newton's correction on 1/length − 1/radius, which is nearly linear in the damping.
    const correction = slope > 0 ? ((length - radius) / radius) * (squares / slope) : 0
    return { excess: length - radius, length, correction }
  }

  let damping = 0
  let { excess, length, correction } = evaluate(0)
  if (excess > 0.1 * radius) {
    let lower = s.every((value) => value > smallest) ? correction : 0
    let upper = Math.sqrt(s.reduce((sum, value, j) => sum + (value * c[j]!) ** 2, 0)) / radius
    damping = Math.min(Math.max(initialDamping, lower), upper)
    if (damping === 0) damping = (upper * radius) / length
    for (let iteration = 1; iteration <= 10; iteration++) {
      if (damping === 0) damping = Math.max(Number.MIN_VALUE, 0.001 * upper)
      const previous = excess
      ;({ excess, length, correction } = evaluate(damping))
      if (Math.abs(excess) <= 0.1 * radius || (lower === 0 && excess <= previous && previous < 0)) break
      if (iteration === 10) break
      if (excess > 0) lower = Math.max(lower, damping)
      if (excess < 0) upper = Math.min(upper, damping)
      damping = Math.max(lower, damping + correction)
    }
  }

  const step = new Float64Array(s.length)
  for (let j = 0; j < s.length; j++) {
    const w = weight(j, damping)
    for (let i = 0; i < step.length; i++) step[i]! -= v[j]![i]! * w
  }
  for (let i = 0; i < step.length; i++) step[i]! /= diagonal[i]!
  return { step, damping }
}

import { dot } from './dot.ts'

/** A = U diag(s) Vᵀ of a small square matrix; `columns[j]` is a column. */
export interface SingularValues {
  readonly u: readonly Float64Array[]
  readonly s: Float64Array
  readonly v: readonly Float64Array[]
}

/**
 * Singular values of a small matrix (a handful of columns) by one-sided Jacobi rotations: columns are rotated in
 * pairs until all are orthogonal; their lengths are then the singular values.
 *
 * @param matrix - columns, each of shape [rows]; overwritten.
 */
export function singularValues(matrix: readonly Float64Array[]): SingularValues {
  const p = matrix.length
  const v = Array.from({ length: p }, (_, j) => Float64Array.from({ length: p }, (_, i) => (i === j ? 1 : 0)))
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false
    for (let i = 0; i < p - 1; i++) {
      for (let j = i + 1; j < p; j++) {
        const a = dot(matrix[i]!, matrix[i]!)
        const b = dot(matrix[j]!, matrix[j]!)
        const c = dot(matrix[i]!, matrix[j]!)
        if (Math.abs(c) <= 1e-16 * Math.sqrt(a * b)) continue
        rotated = true
        const zeta = (b - a) / (2 * c)
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
        const cosine = 1 / Math.hypot(1, tangent)
        rotate(matrix[i]!, matrix[j]!, cosine, cosine * tangent)
        rotate(v[i]!, v[j]!, cosine, cosine * tangent)
      }
    }
  }
  const s = Float64Array.from(matrix, (column) => Math.sqrt(dot(column, column)))
  for (let j = 0; j < p; j++)
    if (s[j]! > 0) for (let i = 0; i < matrix[j]!.length; i++) matrix[j]![i]! /= s[j]!
  return { u: matrix, s, v }
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!
    const y = b[i]!
    a[i] = cosine * x - sine * y
    b[i] = sine * x + cosine * y
  }
}

import { expect, test } from 'vitest'
import { fitMultivariateGaussian, gaussianDistance } from './multivariate-gaussian.ts'

const vectors = (...rows: number[][]) => rows.map((row) => Float64Array.from(row))
const identity = Float64Array.of(1, 0, 0, 1)

test('mean and covariance of the corners of a square, worked by hand', () => {
  const { mean, covariance } = fitMultivariateGaussian(vectors([0, 0], [2, 0], [0, 2], [2, 2]))
  expect([...mean]).toEqual([1, 1])
  // Σ d² / 3 = 4/3; the products of the two cancel.
  for (const [i, expected] of [4 / 3, 0, 0, 4 / 3].entries()) expect(covariance[i]).toBeCloseTo(expected, 15)
})

test('one vector has no covariance', () => {
  expect([...fitMultivariateGaussian(vectors([3, 4])).covariance]).toEqual([0, 0, 0, 0])
})

test('distance, worked by hand', () => {
  const origin = { mean: Float64Array.of(0, 0), covariance: identity }
  expect(gaussianDistance(origin, { mean: Float64Array.of(3, 4), covariance: identity })).toBeCloseTo(5, 14)
  // Half of the sum: variances 2 and 8 in place of 1.
  const wide = { mean: Float64Array.of(2, 4), covariance: Float64Array.of(3, 0, 0, 15) }
  expect(gaussianDistance(origin, wide)).toBeCloseTo(Math.sqrt(4 / 2 + 16 / 8), 14)
  expect(gaussianDistance(wide, wide)).toBe(0)
  // Correlated: (1, 1) Σ⁻¹ (1, 1)ᵀ with Σ = [1 ½; ½ 1] is 2 / 1.5.
  const tilted = { mean: Float64Array.of(1, 1), covariance: Float64Array.of(1, 1, 1, 1) }
  expect(gaussianDistance(origin, tilted)).toBeCloseTo(Math.sqrt(2 / 1.5), 14)
})

test('no distance where nothing spreads', () => {
  const point = { mean: Float64Array.of(0, 0), covariance: new Float64Array(4) }
  expect(gaussianDistance(point, point)).toBeUndefined()
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gaussianLabel } from './gaussian-label.ts'
import { levelMoments } from './level-moments.ts'

test('worked by hand: 30 % good and 70 % excellent', () => {
  // μ = 0.3 · 4 + 0.7 · 5 = 4.7;  σ² = 0.3 · 0.7² + 0.7 · 0.3² = 0.21
  const { score, std } = levelMoments([0, 0, 0, 0.3, 0.7])
  expect(score).toBeCloseTo(4.7, 14)
  expect(std).toBeCloseTo(Math.sqrt(0.21), 14)
})

test('one level has no deviation, two ends the largest', () => {
  expect(levelMoments([0, 0, 1, 0, 0])).toEqual({ score: 3, std: 0 })
  expect(levelMoments([0.5, 0, 0, 0, 0.5])).toEqual({ score: 3, std: 2 })
  expect(levelMoments([0.5, 0.5])).toEqual({ score: 3, std: 2 })
})

test('takes typed arrays, and does not divide by the sum (the original system does not)', () => {
  expect(levelMoments(Float32Array.of(0, 0, 0, 0, 1.0625))).toEqual({
    score: 5.3125,
    std: Math.sqrt(1.0625 * 0.3125 ** 2),
  })
})

test('takes the undivided labels of the original and of the equations, whatever they sum to', () => {
  const upstream = gaussianLabel({ score: 4.6, std: 0.8 }, { variant: 'upstream', density: 'density' })
  // The reference's worked example: Σ p = 1.0492 reads 4.6722.
  expect(levelMoments(upstream.probabilities).score).toBeCloseTo(4.6721949, 7)
  // α grows without bound beside the middle: level 3 alone is left, with 3350 times its value.
  const equations = gaussianLabel({ score: 3.05, std: 0.2 }, { density: 'density', renormalize: false })
  expect(levelMoments(equations.probabilities).score).toBeCloseTo(3 * equations.probabilities[2]!, 0)
})

test('a mirrored distribution has the mirrored score and the same deviation', () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(weights, (raw) => {
      const total = raw.reduce((sum, w) => sum + w, 0)
      const p = raw.map((w) => w / total)
      const forward = levelMoments(p)
      const mirrored = levelMoments(p.toReversed())
      expect(forward.score + mirrored.score).toBeCloseTo(6, 13)
      // Variances are sums of terms below 4; near 0 the root doubles the digits lost.
      expect(forward.std ** 2).toBeCloseTo(mirrored.std ** 2, 13)
      expect(forward.score).toBeGreaterThanOrEqual(1 - 1e-14)
      expect(forward.score).toBeLessThanOrEqual(5 + 1e-14)
    }),
    { numRuns: 2000 },
  )
})

test('mistakes are named', () => {
  expect(() => levelMoments([0.5, -0.1, 0.6])).toThrow(
    'levelMoments: expected a finite probability at index 1 of at least 0, got -0.1',
  )
  expect(() => levelMoments([0, Number.NaN])).toThrow(RangeError)
  expect(() => levelMoments([0, Number.POSITIVE_INFINITY])).toThrow(RangeError)
  expect(() => levelMoments([1])).toThrow('levelMoments: expected at least 2 probabilities, got 1')
  expect(() => levelMoments([12, 30, 5, 2, 1])).toThrow(
    'levelMoments: expected probabilities, got whole numbers that add up to 50: divide votes by their sum (voteLabel)',
  )
  expect(() => levelMoments([0, 0, 0, 0, 0])).toThrow('got whole numbers that add up to 0')
})

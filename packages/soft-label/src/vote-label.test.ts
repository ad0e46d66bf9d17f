import { expect, test } from 'vitest'
import { levelMoments } from './level-moments.ts'
import { voteLabel } from './vote-label.ts'

test('by hand: ten votes', () => {
  // 1 · fair, 6 · good, 3 · excellent: μ = 42 / 10, σ² = (1.44 + 6 · 0.04 + 3 · 0.64) / 10 = 0.36
  const { probabilities, votes, score, std } = voteLabel([0, 0, 1, 6, 3])
  expect(probabilities).toEqual([0, 0, 0.1, 0.6, 0.3])
  expect(votes).toBe(10)
  expect(score).toBeCloseTo(4.2, 14)
  expect(std).toBeCloseTo(0.6, 14)
})

test('shares and other counts of levels', () => {
  expect(voteLabel([0.25, 0.75]).score).toBe(4)
  expect(voteLabel(Uint32Array.of(0, 4, 0))).toEqual({ probabilities: [0, 1, 0], votes: 4, score: 3, std: 0 })
  const label = voteLabel([1, 2, 3, 4, 5, 6, 7])
  expect(levelMoments(label.probabilities)).toEqual({ score: label.score, std: label.std })
})

test('mistakes are named', () => {
  expect(() => voteLabel([0, 0, 0, 0, 0])).toThrow('voteLabel: expected at least one vote, got none')
  expect(() => voteLabel([1, -1])).toThrow('vote count at index 1 of at least 0, got -1')
  expect(() => voteLabel([3])).toThrow('voteLabel: expected at least 2 levels, got 1')
  expect(() => voteLabel([1, Number.NaN])).toThrow(RangeError)
  expect(() => voteLabel([1e308, 1e308])).toThrow(RangeError)
})

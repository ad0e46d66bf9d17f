import { expect, test } from 'vitest'
import { scoreChanges } from './score-changes.ts'

test('the largest change, the root of the mean square, and what is lost of the correlation', () => {
  const { largest, rms, decorrelation } = scoreChanges([1, 2, 3, 4], [1, 2, 3.5, 4])
  expect(largest).toBe(0.5)
  expect(rms).toBe(0.25)
  // Covariance 5.25 over √(5 · 5.6875).
  expect(decorrelation).toBeCloseTo(1 - 5.25 / Math.sqrt(5 * 5.6875), 12)
})

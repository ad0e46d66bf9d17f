import { expect, test } from 'vitest'
import { bestStep } from './best-step.ts'
import { sigmoid } from './logistic-forms.ts'

const x = Float64Array.of(5, 1, 4, 2, 3)

test('a staircase with one point halfway up is met at that point', () => {
  // In order of x: −1, −1, 0, 1, 1.
  const step = bestStep(x, Float64Array.of(1, -1, 1, -1, 0), 0)!
  expect(step.centre).toBeCloseTo(3, 12)
  expect(sigmoid((2 - step.centre) / step.scale)).toBeLessThan(1e-4)
  expect(sigmoid((4 - step.centre) / step.scale)).toBeGreaterThan(1 - 1e-4)
})

test('a falling staircase is found only where it may fall', () => {
  const falling = Float64Array.of(-1, 1, -1, 1, 0)
  expect(bestStep(x, falling, -1)?.centre).toBeCloseTo(3, 12)
  expect(bestStep(x, falling, 0)?.centre).toBeCloseTo(3, 12)
  expect(bestStep(x, falling, 1)).toBeUndefined()
})

test('equal scores move together', () => {
  const step = bestStep(Float64Array.of(1, 1, 2, 2), Float64Array.of(-2, -1, 1, 2), 1)!
  expect(step.centre).toBeGreaterThanOrEqual(0.5)
  expect(step.centre).toBeLessThanOrEqual(2.5)
})

import { expect, test } from 'vitest'
import { fitKernelRegression } from './fit-kernel-regression.ts'
import { predictByKernels } from './kernel-regression.ts'

test('two kernels, worked by hand', () => {
  const model = {
    mean: Float64Array.of(10, 0),
    deviation: Float64Array.of(2, 1),
    gamma: 0.5,
    centres: Float32Array.of(0, 0, 1, 2),
    weights: Float64Array.of(3, -1),
    bias: 2,
  }
  // (12, 2) is (1, 2) standardised: at a distance of √5 from the first centre, on the second.
  expect(predictByKernels(model, [12, 2])).toBeCloseTo(2 + 3 * Math.exp(-2.5) - 1, 12)
  // Far out is as far as four deviations.
  expect(predictByKernels(model, [1e9, 0])).toBe(predictByKernels(model, [18, 0]))
})

const points = Array.from({ length: 400 }, (_, i) => [Math.sin(i * 1.1) * 3, Math.cos(i * 0.7) * 2])
const curve = ([x, y]: readonly number[]) => Math.sin(x!) + 0.5 * y! * y!
const settings = { gamma: 0.3, lambda: 1e-8, centres: 80 }

test('learns a smooth function', () => {
  const model = fitKernelRegression(points, points.map(curve), settings)
  const inside = [
    [0.3, 0.2],
    [-1, 1],
    [2, -0.7],
  ]
  // Kernels of this width and a ridge of 1e-8 leave about 1e-3.
  for (const point of inside)
    expect(Math.abs(predictByKernels(model, point) - curve(point))).toBeLessThan(5e-3)
})

test('an immovable ridge leaves the mean', () => {
  const targets = points.map(curve)
  const mean = targets.reduce((sum, value) => sum + value) / targets.length
  const model = fitKernelRegression(points, targets, { ...settings, lambda: 1e9 })
  expect(predictByKernels(model, [0.3, 0.2])).toBeCloseTo(mean, 6)
})

test('says what is wrong', () => {
  expect(() => fitKernelRegression(points, points.map(curve), { ...settings, centres: 401 })).toThrow(
    'expected 401 images or more, got 400',
  )
  const still = points.map(([x]) => [x!, 7])
  expect(() => fitKernelRegression(still, points.map(curve), settings)).toThrow(
    'feature 1 is the same in all',
  )
})

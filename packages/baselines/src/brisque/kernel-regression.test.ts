import { expect, test } from 'vitest'
import { fitKernelRegression } from './fit-kernel-regression.ts'
import { predictByKernels } from './kernel-regression.ts'

const model = {
  mean: Float64Array.of(10, 0),
  deviation: Float64Array.of(2, 1),
  gamma: 0.5,
  centres: Float32Array.of(0, 0, 1, 2),
  weights: Float64Array.of(3, -1),
  bias: 2,
}

test('two kernels, worked by hand', () => {
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

test('says what is wrong, and never gives NaN', () => {
  const targets = points.map(curve)
  const still = points.map(([x]) => [x!, 7])
  expect(() => fitKernelRegression(still, targets, settings)).toThrow('feature 1 is the same in all')
  for (const [change, message] of [
    [{ centres: 401 }, 'expected 401 images or more, got 400'],
    [{ centres: 2.5 }, 'expected a whole number of centres, 1 or more, got 2.5'],
    [{ centres: 0 }, 'expected a whole number of centres, 1 or more, got 0'],
    [{ gamma: Number.NaN }, 'expected a finite gamma above 0, got NaN'],
    [{ gamma: 0 }, 'expected a finite gamma above 0, got 0'],
    [{ lambda: -1 }, 'expected a finite lambda of 0 or more, got -1'],
    [{ lambda: Number.POSITIVE_INFINITY }, 'expected a finite lambda of 0 or more, got Infinity'],
  ] as const)
    expect(() => fitKernelRegression(points, targets, { ...settings, ...change })).toThrow(
      new RangeError(`fitKernelRegression: ${message}`),
    )
  const fit = (features: readonly number[][], labels: readonly number[]) => () =>
    fitKernelRegression(features, labels, settings)
  expect(fit(points, targets.slice(1))).toThrow('targets: expected 400 numbers, got 399')
  expect(fit(points, targets.with(7, Number.NaN))).toThrow('targets: expected finite numbers, got NaN at 7')
  expect(fit(Array<number[]>(400).fill([]), targets)).toThrow('expected features of the images, got none')
  expect(fit(points.with(9, [1]), targets)).toThrow('features of image 9: expected 2 numbers, got 1')
  expect(fit(points.with(9, [1, Number.NaN]), targets)).toThrow(
    'features of image 9: expected finite numbers, got NaN at 1',
  )
})

test('a prediction wants the features of its model, all finite, and a model that is whole', () => {
  expect(() => predictByKernels(model, [12])).toThrow(
    new RangeError('predictByKernels: features: expected 2 numbers, got 1'),
  )
  expect(() => predictByKernels(model, [12, 2, 3])).toThrow('features: expected 2 numbers, got 3')
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => predictByKernels(model, [12, value])).toThrow(`expected finite numbers, got ${value} at 1`)
  expect(() => predictByKernels({ ...model, weights: Float64Array.of(3) }, [12, 2])).toThrow(
    'expected a model of 1 centres with 2 numbers, got 4 numbers',
  )
  expect(() => predictByKernels({ ...model, deviation: Float64Array.of(2) }, [12, 2])).toThrow(
    'deviation of the model: expected 2 numbers, got 1',
  )
  // 0 / 0 at the mean.
  expect(() => predictByKernels({ ...model, deviation: Float64Array.of(0, 1) }, [10, 2])).toThrow(
    'it gave NaN',
  )
  expect(() => predictByKernels({ ...model, bias: Number.NaN }, [12, 2])).toThrow('it gave NaN')
})

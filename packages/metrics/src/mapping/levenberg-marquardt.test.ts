import '@deqa/vitest'
import { expect, test } from 'vitest'
import { levenbergMarquardt } from './levenberg-marquardt.ts'
import { singularValues } from './singular-values.ts'

test('a straight line in one step', () => {
  const x = Float64Array.of(0, 1, 2, 3)
  const y = Float64Array.of(1, 3, 5, 7)
  const solution = levenbergMarquardt(
    {
      residuals: ([a, b]) => x.map((value, i) => a! + b! * value - y[i]!),
      jacobian: () => [x.map(() => 1), x.slice()],
    },
    [0.5, 0.5],
  )
  expect(solution.parameters).toBeAllClose([1, 2], { absolute: 1e-12 })
  expect(solution.converged).toBe(true)
})

test("Rosenbrock's valley from the far side", () => {
  const solution = levenbergMarquardt(
    {
      residuals: ([a, b]) => Float64Array.of(10 * (b! - a! * a!), 1 - a!),
      jacobian: ([a]) => [Float64Array.of(-20 * a!, -1), Float64Array.of(10, 0)],
    },
    [-1.2, 1],
  )
  expect(solution.parameters).toBeAllClose([1, 1], { absolute: 1e-8 })
})

test('rests on the edge of the permitted box', () => {
  const solution = levenbergMarquardt(
    {
      residuals: ([a]) => Float64Array.of(a! - 5),
      jacobian: () => [Float64Array.of(1)],
      clamp: (parameters) => {
        parameters[0] = Math.min(parameters[0]!, 2)
      },
    },
    [0.5],
  )
  expect(solution.parameters[0]).toBe(2)
  expect(solution.converged).toBe(true)
})

test('a parameter that changes nothing stays where it is', () => {
  const solution = levenbergMarquardt(
    {
      residuals: ([a]) => Float64Array.of(a! - 3, 0),
      jacobian: () => [Float64Array.of(1, 0), new Float64Array(2)],
    },
    [1, 7],
  )
  expect(solution.parameters).toBeAllClose([3, 7], { absolute: 1e-12 })
})

test('says when it ran out of evaluations', () => {
  const solution = levenbergMarquardt(
    {
      residuals: ([a, b]) => Float64Array.of(10 * (b! - a! * a!), 1 - a!),
      jacobian: ([a]) => [Float64Array.of(-20 * a!, -1), Float64Array.of(10, 0)],
    },
    [-1.2, 1],
    { maximumEvaluations: 3 },
  )
  expect(solution).toMatchObject({ converged: false, evaluations: 3 })
})

test('singular values: [[3, 0], [4, 5]] has √45 and √5', () => {
  const { u, s, v } = singularValues([Float64Array.of(3, 4), Float64Array.of(0, 5)])
  expect([...s].sort((a, b) => b - a)).toBeAllClose([Math.sqrt(45), Math.sqrt(5)], { absolute: 1e-14 })
  for (const [i, j, entry] of [
    [0, 0, 3],
    [1, 0, 4],
    [0, 1, 0],
    [1, 1, 5],
  ] as const) {
    expect(u[0]![i]! * s[0]! * v[0]![j]! + u[1]![i]! * s[1]! * v[1]![j]!).toBeCloseTo(entry, 14)
  }
})

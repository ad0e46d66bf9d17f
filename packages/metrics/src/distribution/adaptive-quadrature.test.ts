import { expect, test } from 'vitest'
import { gaussLegendre, integrate } from './adaptive-quadrature.ts'

test('the two-point rule is ±1/√3 with weights 1', () => {
  const { nodes, weights } = gaussLegendre(2)
  expect([...nodes].map(Math.abs)[0]).toBeCloseTo(1 / Math.sqrt(3), 15)
  expect(weights[0]).toBeCloseTo(1, 15)
})

test('order 16 is exact for every power up to 31', () => {
  const { nodes, weights } = gaussLegendre(16)
  for (let power = 0; power <= 31; power++) {
    const sum = nodes.reduce((total, x, i) => total + weights[i]! * x ** power, 0)
    expect(sum).toBeCloseTo(power % 2 ? 0 : 2 / (power + 1), 14)
  }
})

test('a kink and a spike are found', () => {
  expect(integrate((x) => Math.abs(x - 0.3), 0, 1, 1e-12)).toBeCloseTo(0.29, 11)
  expect(integrate((x) => 1e-3 / (x * x + 1e-6), -1, 1, 1e-12)).toBeCloseTo(2 * Math.atan(1000), 11)
})

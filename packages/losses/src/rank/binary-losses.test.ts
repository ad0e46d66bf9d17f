import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyScore, anyTarget } from '../../test/arbitraries.ts'
import {
  literalBinaryCrossEntropy,
  literalBinaryFidelity,
  literalFidelity,
  literalPreference,
} from '../../test/literal-formulas.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { differences, numberIn, row } from '../../test/tensors.ts'
import { binaryCrossEntropyLossValue } from '../plain/binary-cross-entropy-loss-value.ts'
import { binaryFidelityLossValue } from '../plain/binary-fidelity-loss-value.ts'
import { binaryCrossEntropyLoss } from './binary-cross-entropy-loss.ts'
import { binaryFidelityLoss } from './binary-fidelity-loss.ts'

const ops = numberOps()

describe.each([
  {
    name: 'binaryFidelityLoss',
    loss: binaryFidelityLoss,
    plain: binaryFidelityLossValue,
    literal: literalBinaryFidelity,
    example: 0.15489872,
  },
  {
    name: 'binaryCrossEntropyLoss',
    loss: binaryCrossEntropyLoss,
    plain: binaryCrossEntropyLossValue,
    literal: literalBinaryCrossEntropy,
    example: 0.3365976,
  },
])('$name', ({ loss, plain, literal, example }) => {
  const of = (a: number, b: number, g: number) =>
    numberIn(loss(ops, { score: row(ops, [a]) }, { score: row(ops, [b]) }, row(ops, [g])))

  test('the value of the original for a preference of 0.7142', () => {
    expect(of(4.1, 3.3, 1)).toBeCloseTo(example, 8) // its printed digits
  })

  test('is the original’s formula and the plain form for a sure target', () => {
    fc.assert(
      fc.property(anyScore, anyScore, fc.boolean(), (a, b, aIsBetter) => {
        const expected = literal(literalPreference(a - b, 2), aIsBetter)
        const g = aIsBetter ? 1 : 0
        expect(Math.abs(of(a, b, g) - expected)).toBeLessThan(1e-8) // ln Φ is within 5e-9
        expect(Math.abs(plain(a, b, g) - expected)).toBeLessThan(1e-13) // 1 - p near 0.0023 rounds by 1e-16
      }),
    )
  })

  test('is never negative, does not change when sides swap, and is the mean of its pairs', () => {
    fc.assert(
      fc.property(anyScore, anyScore, anyTarget, (a, b, g) => {
        const value = of(a, b, g)
        expect(value).toBeGreaterThan(-1e-8) // 0 at equality, within the accuracy of ln Φ
        expect(Math.abs(of(b, a, 1 - g) - value)).toBeLessThan(2e-8) // the root of a g that 1 - g rounds off
        const scores = (x: number, y: number) => ({ score: row(ops, [x, y]) })
        const both = loss(ops, scores(a, 3), scores(b, 4), row(ops, [g, 0]))
        expect(numberIn(both)).toBeCloseTo((value + of(3, 4, 0)) / 2, 14)
        expect(Math.abs(plain(a, b, g) - value)).toBeLessThan(2e-8)
      }),
    )
  })

  test('pulls the better image up, as differences say', () => {
    fc.assert(
      fc.property(anyScore, anyScore, fc.constantFrom(0, 1), (a, b, g) => {
        const [sa, sb] = [row(ops, [a]), row(ops, [b])]
        const [[da], [db]] = gradients(loss(ops, { score: sa }, { score: sb }, row(ops, [g])), [sa, sb]) as [
          [number],
          [number],
        ]
        expect(Math.sign(da)).toBe(g === 1 ? -1 : 1)
        expect(db).toBeCloseTo(-da, 14)
        const expected = differences(([x, y]) => plain(x!, y!, g), [a, b])
        expect([da, db]).toBeAllClose(expected, { absolute: 1e-6 }) // the stated 1e-6 of the gradient of ln Φ
      }),
    )
  })

  test('far on the wrong side, in float32, it is finite and still pulls or rests, but is never NaN', () => {
    const single = numberOps({ precision: 'float32' })
    for (const difference of [0, 4, 10, 60, 1e4]) {
      const [sa, sb] = [row(single, [0]), row(single, [difference])]
      const value = loss(single, { score: sa }, { score: sb }, row(single, [1]))
      const numbers = [numberIn(value), ...gradients(value, [sa, sb]).flat()]
      expect(numbers.every(Number.isFinite), `${difference}: ${numbers}`).toBe(true)
      expect(numbers[1]!).toBeLessThanOrEqual(0)
    }
  })
})

test('a draw costs nothing in the fidelity form where the prediction is a draw', () => {
  expect(binaryFidelityLossValue(3, 3, 0.5)).toBeCloseTo(0, 15)
})

test('the guards of the continuous form are all that parts it from the binary one', () => {
  fc.assert(
    fc.property(anyScore, anyScore, anyTarget, (a, b, g) => {
      const guarded = literalFidelity(literalPreference(a - b, 2), g)
      const bare = binaryFidelityLossValue(a, b, g)
      expect(bare - guarded).toBeGreaterThanOrEqual(-1e-15)
      expect(bare - guarded).toBeLessThanOrEqual(2e-4) // √1e-8 for each root
    }),
  )
})

test('far on the wrong side cross-entropy keeps pulling, by half the difference', () => {
  const single = numberOps({ precision: 'float32' })
  const [sa, sb] = [row(single, [0]), row(single, [60])]
  const value = binaryCrossEntropyLoss(single, { score: sa }, { score: sb }, row(single, [1]))
  // z²/2 + ln(|z|√2π) at z = -60/√2: the original stops at 100 with no gradient.
  expect(numberIn(value)).toBeCloseTo(900 + Math.log((60 / Math.SQRT2) * Math.sqrt(2 * Math.PI)), 2)
  expect(gradients(value, [sa])[0]![0]).toBeCloseTo(-30, 1)
})

test('scores beyond all reason: what agrees costs nothing, what does not costs everything, and nothing is NaN', () => {
  expect(binaryCrossEntropyLossValue(1e200, 0, 1)).toBe(0)
  expect(binaryCrossEntropyLossValue(0, 1e200, 0)).toBe(0)
  expect(binaryCrossEntropyLossValue(0, 1e200, 1)).toBe(Number.POSITIVE_INFINITY)
  expect(binaryCrossEntropyLossValue(1e200, 0, 0.5)).toBe(Number.POSITIVE_INFINITY)
  expect(binaryCrossEntropyLossValue(1.7e308, -1.7e308, 1)).toBe(0)
  expect(binaryFidelityLossValue(1.7e308, -1.7e308, 1)).toBe(0)
})

test('the plain forms name mistakes', () => {
  expect(() => binaryFidelityLossValue(Number.NaN, 3, 1)).toThrow(
    'binaryFidelityLossValue: expected a finite score',
  )
  expect(() => binaryCrossEntropyLossValue(3, 3, 2)).toThrow('expected a target in [0, 1], got 2')
})

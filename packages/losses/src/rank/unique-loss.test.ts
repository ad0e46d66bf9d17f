import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyRating, anyTarget } from '../../test/arbitraries.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { numberIn, row } from '../../test/tensors.ts'
import { fidelityLossValue } from '../plain/fidelity-loss-value.ts'
import { uniqueLossValue } from '../plain/unique-loss-value.ts'
import { uniqueLoss } from './unique-loss.ts'

const ops = numberOps()
const tensorsOf = ({ score, std }: { score: number; std: number }) => ({
  score: row(ops, [score]),
  variance: row(ops, [std ** 2]),
})

test('by hand: deviations of 0.5 and 0.7 that raters order the other way cost 0.2 and the margin', () => {
  const a = { score: 4, std: 0.5 }
  const b = { score: 3, std: 0.7 }
  const hinge = uniqueLossValue(a, b, 0.8, 1) - fidelityLossValue(a, b, 0.8)
  expect(hinge).toBeCloseTo(0.225, 8) // 1e-8 inside the roots
  expect(uniqueLossValue(a, b, 0.8, -1)).toBe(fidelityLossValue(a, b, 0.8))
  expect(uniqueLossValue(a, b, 0.8, 0) - fidelityLossValue(a, b, 0.8)).toBeCloseTo(0.025, 15)
})

test('is the plain form; the fidelity trains scores and the hinge trains deviations', () => {
  fc.assert(
    fc.property(anyRating, anyRating, anyTarget, fc.constantFrom<-1 | 0 | 1>(-1, 0, 1), (x, y, g, order) => {
      const [a, b] = [tensorsOf(x), tensorsOf(y)]
      const loss = uniqueLoss(ops, a, b, row(ops, [g]), row(ops, [order]))
      expect(numberIn(loss)).toBeCloseTo(uniqueLossValue(x, y, g, order), 11) // as fidelityLoss
      const [varianceA] = gradients(loss, [a.variance])[0]!
      const unordered = order * (x.std - y.std) < 0
      if (unordered) expect(Math.sign(varianceA!)).toBe(-order)
    }),
  )
})

test('mistakes are named', () => {
  const fine = { score: 3, std: 1 }
  expect(() => uniqueLossValue(fine, fine, 0.5, 1, { margin: Number.NaN })).toThrow(
    'uniqueLossValue: expected a finite margin of at least 0, got NaN',
  )
  expect(() => uniqueLossValue(fine, fine, 0.5, Number.NaN as 0)).toThrow(
    'uniqueLossValue: expected deviationOrder -1 or 0 or 1, got NaN',
  )
  const [a, b, one] = [tensorsOf(fine), tensorsOf(fine), row(ops, [1])]
  expect(() => uniqueLoss(ops, a, b, one, one, { margin: -0.1 })).toThrow(
    'uniqueLoss: expected a finite margin of at least 0, got -0.1',
  )
})

test('in float32, deviations of 0 have a finite gradient', () => {
  const single = numberOps({ precision: 'float32' })
  const inputs = [3, 0, 4, 0].map((value) => row(single, [value]))
  const [sa, va, sb, vb] = inputs
  const loss = uniqueLoss(
    single,
    { score: sa!, variance: va! },
    { score: sb!, variance: vb! },
    row(single, [1]),
    row(single, [1]),
  )
  expect(gradients(loss, inputs).flat().every(Number.isFinite)).toBe(true)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logitsOf } from '../../test/arbitraries.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { matrix, numberIn } from '../../test/tensors.ts'
import { inLevelLossValue } from '../plain/in-level-loss-value.ts'
import { IN_LEVEL_FLOOR, inLevelLoss } from './in-level-loss.ts'

const ops = numberOps()

test('by hand: three quarters and a quarter outside the levels', () => {
  const ln = Math.log
  const logits = [
    [ln(3), 0, -1e4],
    [ln(1), ln(1), ln(2)],
  ]
  expect(numberIn(inLevelLoss(ops, matrix(ops, logits), [1, 2]))).toBeCloseTo(0.5, 15)
})

test('stops at 1 % outside, and pulls no further', () => {
  const logits = matrix(ops, [[0, 10, 10]])
  const loss = inLevelLoss(ops, logits, [1, 2])
  expect(numberIn(loss)).toBe(IN_LEVEL_FLOOR)
  expect(gradients(loss, [logits])[0]!.map(Math.abs)).toEqual([0, 0, 0])
})

test('is the plain number, between the floor and 1', () => {
  fc.assert(
    fc.property(fc.array(logitsOf(7), { minLength: 1, maxLength: 4 }), (logits) => {
      const loss = numberIn(inLevelLoss(ops, matrix(ops, logits), [5, 1, 2]))
      expect(loss).toBeGreaterThanOrEqual(IN_LEVEL_FLOOR)
      expect(loss).toBeLessThanOrEqual(1)
      expect(inLevelLossValue(logits, [5, 1, 2])).toBeCloseTo(loss, 14) // order of sums below 1
    }),
  )
})

test('an empty batch is a mistake of the plain form', () => {
  expect(() => inLevelLossValue([], [0])).toThrow(
    'inLevelLossValue: expected at least one row of logits, got none',
  )
})

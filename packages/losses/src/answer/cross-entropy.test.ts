import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logitsOf } from '../../test/arbitraries.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { matrix, numberIn, row } from '../../test/tensors.ts'
import { crossEntropyValue } from '../plain/cross-entropy-value.ts'
import { crossEntropy } from './cross-entropy.ts'

const ops = numberOps()

describe('crossEntropy', () => {
  test('by hand: two tokens of probability ½ and ¼, one ignored', () => {
    const ln = Math.log
    const logits = matrix(ops, [
      [ln(2), ln(1), ln(1)],
      [ln(1), ln(1), ln(2)],
      [0, 9, 0],
    ])
    const loss = crossEntropy(ops, logits, row(ops, [0, 1, 0]), row(ops, [1, 1, 0]))
    // (ln 2 + ln 4) / 2; one rounding each of exp, log, sum and quotient.
    expect(numberIn(loss)).toBeCloseTo(1.5 * ln(2), 15)
  })

  test('an uncertainty word of two tokens beside one of one: shorter answers are padded with weight 0', () => {
    // “good with low uncertainty” has a token fewer than “good with moderate uncertainty”.
    const logits = ops.constant([1, 2, 3, 0, 1, 5, 2, 2, 2, 7, 0, 1], [2, 2, 3])
    const targets = ops.constant([0, 0, 2, 1], [2, 2])
    const loss = crossEntropy(ops, logits, targets, ops.constant([1, 0, 1, 1], [2, 2]))
    const parts = [
      crossEntropyValue([1, 2, 3], 0),
      crossEntropyValue([2, 2, 2], 2),
      crossEntropyValue([7, 0, 1], 1),
    ]
    expect(numberIn(loss)).toBeCloseTo((parts[0]! + parts[1]! + parts[2]!) / 3, 14) // a few roundings of values near 4
  })

  test('a batch without any token that counts costs nothing and pulls nowhere', () => {
    const logits = matrix(ops, [[1, 2]])
    const loss = crossEntropy(ops, logits, row(ops, [0]), row(ops, [0]))
    expect(Math.abs(numberIn(loss))).toBe(0)
    expect(gradients(loss, [logits])[0]!.map(Math.abs)).toEqual([0, 0])
  })

  test('micro-batches that divide by the whole batch’s tokens add up to its loss', () => {
    const rows = [
      [1, 2, 3],
      [3, 1, 0],
      [0, 0, 4],
    ]
    const of = (from: number, to: number, sum?: number) =>
      numberIn(
        crossEntropy(
          ops,
          matrix(ops, rows.slice(from, to)),
          row(ops, [2, 1, 0].slice(from, to)),
          row(ops, [1, 1, 1].slice(from, to)),
          sum === undefined ? undefined : row(ops, [sum]),
        ),
      )
    expect(of(0, 2, 3) + of(2, 3, 3)).toBeCloseTo(of(0, 3), 14) // another order of three sums
  })

  test('is the mean of the plain numbers, never negative, and pulls each row by softmax minus target', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(logitsOf(4), fc.nat(3)), { minLength: 1, maxLength: 5 }), (tokens) => {
        const logits = matrix(
          ops,
          tokens.map(([row]) => row),
        )
        const targets = row(
          ops,
          tokens.map(([, target]) => target),
        )
        const loss = crossEntropy(ops, logits, targets, row(ops, new Array(tokens.length).fill(1)))
        const plain = tokens.map(([row, target]) => crossEntropyValue(row, target))
        const mean = plain.reduce((sum, value) => sum + value, 0) / tokens.length
        expect(numberIn(loss)).toBeGreaterThanOrEqual(0)
        expect([numberIn(loss)]).toBeAllClose([mean], { absolute: 1e-13, relativeToMax: 1e-14 }) // order of sums
        const expected = tokens.flatMap(([row, target]) =>
          row.map((_, i) => (Math.exp(-crossEntropyValue(row, i)) - (i === target ? 1 : 0)) / tokens.length),
        )
        expect(gradients(loss, [logits])[0]!).toBeAllClose(expected, { absolute: 1e-12 }) // exp of up to 2e4 rounded
      }),
    )
  })

  test('in float32, logits of ±10 000 give a finite loss and gradient', () => {
    const single = numberOps({ precision: 'float32' })
    const logits = matrix(single, [
      [1e4, -1e4, 0],
      [-1e4, 1e4, 0],
    ])
    const loss = crossEntropy(single, logits, row(single, [1, 1]), row(single, [1, 1]))
    expect(numberIn(loss)).toBe(1e4) // (20 000 + 0) / 2, all exact in float32
    expect(gradients(loss, [logits])[0]!).toEqual([0.5, -0.5, 0, 0, 0, 0])
  })
})

test('crossEntropyValue names mistakes', () => {
  expect(() => crossEntropyValue([], 0)).toThrow('crossEntropyValue: expected at least one logit, got none')
  expect(() => crossEntropyValue([0, Number.NaN], 0)).toThrow(
    'crossEntropyValue: expected finite logits, got NaN',
  )
  expect(() => crossEntropyValue([0, 1], 2)).toThrow('crossEntropyValue: expected an id below 2, got 2')
})

import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyLabel, logitsOf, moderateLogit } from '../../test/arbitraries.ts'
import { literalKl } from '../../test/literal-formulas.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { differences, matrix, numberIn } from '../../test/tensors.ts'
import { closedSetKlValue, softLabelKlValue } from '../plain/soft-label-kl-value.ts'
import { closedSetKl, softLabelKl } from './soft-label-kl.ts'

const ops = numberOps()
const ids = [6, 2, 3, 0, 5] // any order: the k-th id stands for the k-th level
const kl = (logits: readonly number[], label: readonly number[]) =>
  numberIn(softLabelKl(ops, matrix(ops, [logits]), ids, matrix(ops, [label])))

describe('softLabelKl', () => {
  test('by hand: label (½, ½) against probabilities (¼, ¼) of a vocabulary of four', () => {
    const loss = softLabelKl(ops, matrix(ops, [[0, 0, 0, 0]]), [3, 1], matrix(ops, [[0.5, 0.5]]))
    expect(numberIn(loss)).toBeCloseTo(Math.log(2), 15) // ln(½ / ¼)
  })

  test('averages over the batch', () => {
    const a = { logits: [1, 2, 0, 0, 1, 3, 2], label: [0, 0.2, 0.8, 0, 0] }
    const b = { logits: [0, 0, 4, 1, 1, 0, 2], label: [0.1, 0.9, 0, 0, 0] }
    const loss = softLabelKl(ops, matrix(ops, [a.logits, b.logits]), ids, matrix(ops, [a.label, b.label]))
    expect(numberIn(loss)).toBeCloseTo((kl(a.logits, a.label) + kl(b.logits, b.label)) / 2, 14) // order of sums
  })

  test('equals the logarithm of a softmax where that is finite, and the plain number', () => {
    fc.assert(
      fc.property(logitsOf(7, moderateLogit), anyLabel(5), (logits, label) => {
        const expected = literalKl(logits, ids, label)
        // Rounding of logarithms up to about 20.
        expect([kl(logits, label), softLabelKlValue(logits, ids, label)]).toBeAllClose([expected, expected], {
          absolute: 1e-13,
        })
      }),
    )
  })

  test('is never negative for a label that sums to 1; its gradient is T p - t and agrees with differences', () => {
    fc.assert(
      fc.property(logitsOf(7, moderateLogit), anyLabel(5), fc.constantFrom(1, 1.05), (logits, label, sum) => {
        const scaled = label.map((t) => t * sum)
        const input = matrix(ops, [logits])
        const loss = softLabelKl(ops, input, ids, matrix(ops, [scaled]))
        if (sum === 1) expect(numberIn(loss)).toBeGreaterThan(-1e-14)
        const [gradient] = gradients(loss, [input])
        const target = logits.map((_, v) => (ids.includes(v) ? scaled[ids.indexOf(v)]! : 0))
        const powers = logits.map(Math.exp)
        const total = powers.reduce((a, b) => a + b, 0)
        expect(gradient!).toBeAllClose(
          powers.map((power, v) => (sum * power) / total - target[v]!),
          { absolute: 1e-14 },
        )
        // Central differences with step 1e-5 of values near 10: 1e-10 from the third derivative, 1e-10 from rounding.
        expect(gradient!).toBeAllClose(
          differences((x) => kl(x, scaled), logits),
          { absolute: 1e-9 },
        )
      }),
      { numRuns: 50 },
    )
  })

  test('a label that sums to T has its minimum T ln T at p = t / T', () => {
    const label = [0.5, 0.3, 0.2, 0.05, 0] // T = 1.05
    const logits = [...new Array(7).keys()].map((v) => {
      const k = ids.indexOf(v)
      return k >= 0 && label[k]! > 0 ? Math.log(label[k]! / 1.05) : -1e4
    })
    expect(kl(logits, label)).toBeCloseTo(1.05 * Math.log(1.05), 14) // 0.0512…: five roundings
    const [gradient] = gradientOf(logits, label)
    expect(gradient!).toBeAllClose(new Array(7).fill(0), { absolute: 1e-15 })
  })

  test('entries of 0 take no part, however small the probability', () => {
    expect(kl([1e4, -1e4, -1e4, -1e4, -1e4, -1e4, -1e4], [0, 0, 0, 1, 0])).toBe(0)
  })

  test('in float32, where softmax underflows and its logarithm is -∞, loss and gradient are finite', () => {
    const single = numberOps({ precision: 'float32' })
    const logits = matrix(single, [[-1e4, 1e4, -1e4, -1e4, 0, -1e4, -1e4]])
    const loss = softLabelKl(single, logits, ids, matrix(single, [[0, 0.25, 0.75, 0, 0]]))
    expect(literalKl(Array.from(logits.data), ids, [0, 0.25, 0.75, 0, 0])).toBe(Number.POSITIVE_INFINITY)
    expect(numberIn(loss)).toBeCloseTo(2e4 - 0.5623, 2) // 20 000 minus the label's entropy; float32 steps of 0.002
    expect(gradients(loss, [logits])[0]!).toEqual([0, 1, -0.25, -0.75, 0, 0, 0])
  })

  const gradientOf = (logits: readonly number[], label: readonly number[]) => {
    const input = matrix(ops, [logits])
    return gradients(softLabelKl(ops, input, ids, matrix(ops, [label])), [input])
  }
})

describe('closedSetKl', () => {
  test('is the open form where the vocabulary is the levels, and the plain number', () => {
    fc.assert(
      fc.property(logitsOf(5), anyLabel(5), (logits, label) => {
        const closed = numberIn(closedSetKl(ops, matrix(ops, [logits]), matrix(ops, [label])))
        const open = softLabelKl(ops, matrix(ops, [logits]), [0, 1, 2, 3, 4], matrix(ops, [label]))
        expect(closed).toBe(numberIn(open))
        const plain = closedSetKlValue(logits, label)
        expect([plain]).toBeAllClose([closed], { absolute: 1e-13, relativeToMax: 1e-14 }) // order of sums
      }),
    )
  })

  test('with a one-hot label it is the cross-entropy of the level', () => {
    const loss = closedSetKl(ops, matrix(ops, [[0, Math.log(3)]]), matrix(ops, [[0, 1]]))
    expect(numberIn(loss)).toBeCloseTo(Math.log(4 / 3), 15)
  })
})

test('the plain forms name mistakes', () => {
  expect(() => closedSetKlValue([0, 1], [1])).toThrow(
    'closedSetKlValue: expected a label of 2 entries, got 1',
  )
  expect(() => softLabelKlValue([0, 1], [0, 2], [1, 0])).toThrow(
    'softLabelKlValue: expected an id below 2, got 2',
  )
  expect(() => closedSetKlValue([0, 1], [-1e4, 1])).toThrow(
    'expected label entries of at least 0, got -10000',
  )
})

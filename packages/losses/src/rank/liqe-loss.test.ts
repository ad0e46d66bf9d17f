import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyScore } from '../../test/arbitraries.ts'
import { literalFidelity, literalPreference } from '../../test/literal-formulas.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { numberIn, row } from '../../test/tensors.ts'
import { liqeLossValue } from '../plain/liqe-loss-value.ts'
import { liqeLoss } from './liqe-loss.ts'
import { liqePairs } from './liqe-pairs.ts'

const ops = numberOps()

function loss(scores: readonly number[], mos: readonly number[], datasets: readonly string[]) {
  const { first, second, targets, weights } = liqePairs(mos, datasets)
  const input = row(ops, scores)
  const value = liqeLoss(ops, input, {
    first,
    second,
    targets: row(ops, targets),
    weights: row(ops, weights),
  })
  return { value: numberIn(value), gradient: gradients(value, [input])[0]! }
}

test('liqePairs: three images of one dataset, two of another, one alone', () => {
  const { first, second, targets, weights } = liqePairs([1, 2, 2, 9, 8, 5], ['k', 'k', 'k', 's', 's', 'x'])
  const listed = first.flatMap((i, p) => (weights[p]! > 0 ? [[i, second[p], targets[p], weights[p]]] : []))
  expect(listed).toEqual([
    [0, 1, 0, 1 / 6],
    [0, 2, 0, 1 / 6],
    [1, 2, 0.5, 1 / 6],
    [3, 4, 1, 1 / 2],
  ])
  expect(first.length).toBe(15)
})

test('liqePairs names a mistake', () => {
  expect(() => liqePairs([1, 2], ['a'])).toThrow(
    'liqePairs: expected one dataset for each of 2 scores, got 1',
  )
  // Also of an image that is compared with none.
  expect(() => liqePairs([Number.NaN], ['a'])).toThrow('liqePairs: expected a finite MOS, got NaN')
})

describe('liqeLoss', () => {
  test('by hand: p = Φ(μ_i - μ_j), and datasets count alike however many pairs they have', () => {
    const { value } = loss([4, 3, 3, 1, 2], [5, 2, 3, 10, 30], ['a', 'a', 'a', 'b', 'b'])
    const of = (difference: number, g: number) => literalFidelity(literalPreference(difference, 1), g)
    expect(value).toBeCloseTo(((of(1, 1) + of(1, 1) + of(0, 0)) / 3 + of(-1, 0)) / 2, 14)
  })

  test('is the plain form, and orders the images', () => {
    const image = fc.record({
      score: anyScore,
      mos: fc.integer({ min: 1, max: 9 }),
      dataset: fc.constantFrom('a', 'b'),
    })
    fc.assert(
      fc.property(fc.array(image, { minLength: 2, maxLength: 8 }), (images) => {
        const scores = images.map(({ score }) => score)
        const mos = images.map((entry) => entry.mos)
        const datasets = images.map(({ dataset }) => dataset)
        const { value, gradient } = loss(scores, mos, datasets)
        expect(value).toBeCloseTo(liqeLossValue(scores, mos, datasets), 14)
        expect(gradient.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 14) // only differences count
        const best = Math.max(...mos)
        const alone = mos.indexOf(best)
        const sameSet = images.every(({ dataset }) => dataset === images[0]!.dataset)
        if (sameSet && mos.lastIndexOf(best) === alone) expect(gradient[alone]!).toBeLessThanOrEqual(0)
      }),
    )
  })

  test('a batch without a pair costs nothing', () => {
    expect(loss([1, 2], [1, 2], ['a', 'b'])).toEqual({ value: 0, gradient: [0, 0] })
    expect(liqeLossValue([1], [1], ['a'])).toBe(0)
  })
})

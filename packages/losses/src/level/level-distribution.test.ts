import '@deqa/vitest'
import { levelMoments } from '@deqa/soft-label'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logitsOf } from '../../test/arbitraries.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { matrix } from '../../test/tensors.ts'
import { levelDistributionValue, openSetLevelDistributionValue } from '../plain/level-distribution-value.ts'
import { levelDistribution, openSetLevelDistribution } from './level-distribution.ts'

const ops = numberOps()

describe('levelDistribution', () => {
  test('reads the example of the original: 3.9110 ± 0.5749', () => {
    const { probabilities, score, std } = levelDistribution(
      ops,
      matrix(ops, [[14, 17.5, 21, 22.25, 20.5]]),
      5,
    )
    // Its printed digits.
    expect(probabilities.data).toBeAllClose([0.000178, 0.005889, 0.195008, 0.680646, 0.118279], {
      absolute: 5e-7,
    })
    expect(score.data[0]).toBeCloseTo(3.9109592, 7)
    expect(std.data[0]).toBeCloseTo(0.5749037, 6) // its last digit is rounded up
  })

  test('shapes: [B, K] and [B]', () => {
    const read = levelDistribution(
      ops,
      matrix(ops, [
        [0, 1, 2],
        [2, 1, 0],
      ]),
      3,
    )
    expect([read.probabilities, read.score, read.variance, read.std].map(({ shape }) => shape)).toEqual([
      [2, 3],
      [2],
      [2],
      [2],
    ])
  })

  test('has the moments of its probabilities for any number of levels, as the plain form', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }).chain((count) => logitsOf(count)),
        (logits) => {
          const read = levelDistribution(ops, matrix(ops, [logits]), logits.length)
          const plain = levelDistributionValue(logits)
          const moments = levelMoments(read.probabilities.data)
          // Sums of K ≤ 12 products below 16; the root of a variance near 0 has the root of its rounding.
          expect(read.score.data).toBeAllClose([moments.score], { absolute: 1e-14 })
          expect(read.variance.data).toBeAllClose([moments.std ** 2], { absolute: 1e-14 })
          expect([plain.score, plain.std ** 2]).toBeAllClose([moments.score, moments.std ** 2], {
            absolute: 1e-13,
          })
        },
      ),
    )
  })

  test('a sure prediction has variance 0, and finite gradients through score and variance in float32', () => {
    const single = numberOps({ precision: 'float32' })
    const logits = matrix(single, [[1e4, -1e4, 0, 0, -1e4]])
    const { score, variance, std } = levelDistribution(single, logits, 5)
    expect([score.data[0], variance.data[0], std.data[0]]).toEqual([1, 0, 0])
    expect(gradients(single.add(score, variance), [logits])[0]!.map(Math.abs)).toEqual([0, 0, 0, 0, 0])
  })

  test('one level is a mistake', () => {
    expect(() => levelDistribution(ops, matrix(ops, [[0]]), 1)).toThrow(RangeError)
    expect(() => levelDistributionValue([0])).toThrow(RangeError)
  })
})

describe('openSetLevelDistribution', () => {
  test('keeps what other tokens hold: half outside halves the score', () => {
    const ln = Math.log
    // Probabilities: ½ on another token, ¼ each on bad and excellent.
    const { probabilities, score, variance } = openSetLevelDistribution(
      ops,
      matrix(ops, [[ln(1), ln(2), ln(1)]]),
      [2, 0],
    )
    expect(probabilities.data).toBeAllClose([0.25, 0.25], { absolute: 1e-16 })
    expect(score.data[0]).toBeCloseTo(1.5, 15) // ¼ · 1 + ¼ · 5
    expect(variance.data[0]).toBeCloseTo(0.25 * 0.25 + 0.25 * 12.25, 15)
  })

  test('is the closed form where the levels are the vocabulary, and the plain form', () => {
    fc.assert(
      fc.property(logitsOf(5), logitsOf(2), (levels, others) => {
        const ids = [0, 1, 2, 3, 4]
        const alone = openSetLevelDistribution(ops, matrix(ops, [levels]), ids)
        expect(alone.score.data).toEqual(levelDistribution(ops, matrix(ops, [levels]), 5).score.data)
        const vocabulary = [...levels, ...others]
        const read = openSetLevelDistribution(ops, matrix(ops, [vocabulary]), ids)
        const plain = openSetLevelDistributionValue(vocabulary, ids)
        expect(read.score.data).toBeAllClose([plain.score], { absolute: 1e-13 }) // sums of products below 5
        expect(read.probabilities.data).toBeAllClose(plain.probabilities, { absolute: 1e-14 })
      }),
    )
  })

  test('where other tokens hold everything, score and deviation are 0', () => {
    const nothing = { probabilities: [0, 0], score: 0, std: 0 }
    expect(openSetLevelDistributionValue([0, 0, 1e4], [0, 1])).toEqual(nothing)
    const { score, variance } = openSetLevelDistribution(ops, matrix(ops, [[0, 0, 1e4]]), [0, 1])
    expect([score.data[0], variance.data[0]]).toEqual([0, 0])
  })
})

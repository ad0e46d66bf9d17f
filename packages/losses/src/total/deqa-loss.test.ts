import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answer, anyAnswer, layout, sideOf } from '../../test/answer-sides.ts'
import { anyTarget } from '../../test/arbitraries.ts'
import { gradients, type Num, numberOps } from '../../test/number-ops.ts'
import { matrix, numberIn, row } from '../../test/tensors.ts'
import { binaryCrossEntropyLossValue } from '../plain/binary-cross-entropy-loss-value.ts'
import { crossEntropyValue } from '../plain/cross-entropy-value.ts'
import { fidelityLossValue } from '../plain/fidelity-loss-value.ts'
import { inLevelLossValue } from '../plain/in-level-loss-value.ts'
import { levelDistributionValue, openSetLevelDistributionValue } from '../plain/level-distribution-value.ts'
import { closedSetKlValue, softLabelKlValue } from '../plain/soft-label-kl-value.ts'
import { deqaLoss } from './deqa-loss.ts'
import { type LossOptions, RELEASED_LOSS_OPTIONS } from './loss-options.ts'
import { sideDistribution } from './side-distribution.ts'
import { singleLoss } from './single-loss.ts'

const ops = numberOps()
const { levelPosition, levelIds } = layout

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

/** The weighted mean of the answers' cross-entropies, the level token in or out. */
function crossEntropyOf(answers: readonly Answer[], withLevel: boolean): number {
  const tokens = answers.flatMap(({ logits, targets, weights }) =>
    logits.flatMap((row, t) =>
      weights[t] === 0 || (t === levelPosition && !withLevel) ? [] : [crossEntropyValue(row, targets[t]!)],
    ),
  )
  return mean(tokens)
}

const levelRow = (answer: Answer) => answer.logits[levelPosition]!
const levelLogits = (answer: Answer) => levelIds.map((id) => levelRow(answer)[id]!)
const klOf = (answers: readonly Answer[]) =>
  mean(answers.map((answer) => softLabelKlValue(levelRow(answer), levelIds, answer.label)))

const numbers = (loss: object) =>
  Object.fromEntries(Object.entries(loss).map(([name, tensor]) => [name, numberIn(tensor as Num)]))

const pairs = fc.array(fc.tuple(anyAnswer, anyAnswer, anyTarget), { minLength: 1, maxLength: 3 })

function lossOf(batch: readonly [Answer, Answer, number][], options?: Partial<LossOptions>) {
  const a = sideOf(
    ops,
    batch.map(([first]) => first),
  )
  const b = sideOf(
    ops,
    batch.map(([, second]) => second),
  )
  const target = row(
    ops,
    batch.map(([, , g]) => g),
  )
  return { loss: deqaLoss(ops, a, b, target, options), a, b }
}

describe('deqaLoss', () => {
  test('is the rank loss plus γ times cross-entropy and KL of both sides, each from plain numbers', () => {
    fc.assert(
      fc.property(pairs, (batch) => {
        const first = batch.map(([a]) => a)
        const second = batch.map(([, b]) => b)
        const rank = mean(
          batch.map(([a, b, g]) =>
            fidelityLossValue(
              levelDistributionValue(levelLogits(a)),
              levelDistributionValue(levelLogits(b)),
              g,
            ),
          ),
        )
        const terms = {
          rank,
          crossEntropyA: crossEntropyOf(first, false),
          crossEntropyB: crossEntropyOf(second, false),
          klA: klOf(first),
          klB: klOf(second),
        }
        const total = rank + 0.05 * (terms.crossEntropyA + terms.klA + terms.crossEntropyB + terms.klB)
        const actual = numbers(lossOf(batch).loss)
        expect(Object.keys(actual).sort()).toEqual([...Object.keys(terms), 'total'].sort())
        for (const [name, expected] of Object.entries({ ...terms, total })) {
          expect(actual[name], name).toBeCloseTo(expected, 11) // the root of the guard makes 5e-13 of a rounding
        }
      }),
    )
  })

  test('one-hot labels: the level token is one of the tokens, and there is no KL', () => {
    fc.assert(
      fc.property(pairs, (batch) => {
        const options = { label: 'one-hot', rank: 'binary-cross-entropy' } as const
        const actual = numbers(lossOf(batch, options).loss)
        expect(Object.keys(actual).sort()).toEqual(['crossEntropyA', 'crossEntropyB', 'rank', 'total'])
        const first = batch.map(([a]) => a)
        expect(actual['crossEntropyA']).toBeCloseTo(crossEntropyOf(first, true), 12)
        const score = (answer: Answer) => levelDistributionValue(levelLogits(answer)).score
        const rank = mean(batch.map(([a, b, g]) => binaryCrossEntropyLossValue(score(a), score(b), g)))
        expect(actual['rank']).toBeCloseTo(rank, 7) // ln Φ is within 5e-9
      }),
    )
  })

  test('open-set scores, fixed deviations, the in-level loss and every weight', () => {
    const options: LossOptions = {
      ...RELEASED_LOSS_OPTIONS,
      readOut: 'open-set',
      weightRank: 0.7,
      weightNextToken: 0.3,
      weightSoftLabel: 2.5,
      weightInLevel: 0.1,
    }
    fc.assert(
      fc.property(pairs, (batch) => {
        const read = (answer: Answer) => openSetLevelDistributionValue(levelRow(answer), levelIds)
        const rank = mean(
          batch.map(([a, b, g]) => fidelityLossValue(read(a), read(b), g, { deviation: 'fixed' })),
        )
        const side = (answers: Answer[]) =>
          0.3 * (crossEntropyOf(answers, false) + 2.5 * klOf(answers)) +
          0.1 * inLevelLossValue(answers.map(levelRow), levelIds)
        const total = 0.7 * rank + side(batch.map(([a]) => a)) + side(batch.map(([, b]) => b))
        const actual = numbers(lossOf(batch, options).loss)
        expect(actual['total']).toBeCloseTo(total, 11)
        expect(actual['inLevelA']).toBeCloseTo(
          inLevelLossValue(
            batch.map(([a]) => levelRow(a)),
            levelIds,
          ),
          13,
        )
      }),
    )
  })

  test('swapping the sides changes nothing', () => {
    fc.assert(
      fc.property(pairs, (batch) => {
        const swapped = batch.map(([a, b, g]) => [b, a, 1 - g] as [Answer, Answer, number])
        expect(numberIn(lossOf(swapped).loss.total)).toBeCloseTo(numberIn(lossOf(batch).loss.total), 11)
      }),
    )
  })

  test('a term of weight 0 is not there, and its logits get no gradient', () => {
    const [answer] = fc.sample(anyAnswer, { numRuns: 1, seed: 7 })
    const { loss, a } = lossOf([[answer!, answer!, 0.9]], { weightNextToken: 0 })
    expect(Object.keys(loss).sort()).toEqual(['rank', 'total'])
    const [gradient] = gradients(loss.total, [a.logits])
    const levelEntries = levelIds.map((id) => levelPosition * layout.vocabularySize + id)
    gradient!.forEach((g, i) => {
      if (!levelEntries.includes(i)) expect(Math.abs(g)).toBe(0)
    })
    expect(levelEntries.some((i) => gradient![i] !== 0)).toBe(true)
    expect(
      Object.keys(lossOf([[answer!, answer!, 0.9]], { weightRank: 0, weightSoftLabel: 0 }).loss).sort(),
    ).toEqual(['crossEntropyA', 'crossEntropyB', 'total'])
  })

  test('in float32, logits of ±10 000 have a finite total and gradient in every form', () => {
    const single = numberOps({ precision: 'float32' })
    const extreme = (sign: number): Answer => ({
      logits: [-1, 0, 1].map((shift) =>
        Array.from({ length: 9 }, (_, v) => (v % 3 === shift + 1 ? 1e4 : -1e4) * sign),
      ),
      targets: [0, 2, 1],
      weights: [1, 1, 1],
      label: [0, 0, 0.3, 0.7, 0],
    })
    for (const rank of ['fidelity', 'binary-fidelity', 'binary-cross-entropy'] as const) {
      for (const deviation of ['predicted', 'detached', 'fixed'] as const) {
        for (const readOut of ['closed-set', 'open-set'] as const) {
          const [a, b] = [sideOf(single, [extreme(1)]), sideOf(single, [extreme(-1)])]
          const options = { rank, deviation, readOut, weightInLevel: 0.1 }
          const { total } = deqaLoss(single, a, b, row(single, [1]), options)
          const all = [numberIn(total), ...gradients(total, [a.logits, b.logits]).flat()]
          expect(all.every(Number.isFinite), `${rank}, ${deviation}, ${readOut}`).toBe(true)
        }
      }
    }
  })

  test('a head of levels: KL over the levels, one-hot rows for the baseline', () => {
    const side = (logits: number[], label: number[]) => ({
      levelCount: 3,
      levelLogits: matrix(ops, [logits]),
      softLabels: matrix(ops, [label]),
    })
    const [a, b] = [side([0, 1, 3], [0, 0.4, 0.6]), side([2, 0, 0], [0.9, 0.1, 0])]
    const actual = numbers(deqaLoss(ops, a, b, row(ops, [0.9])))
    const kls = [closedSetKlValue([0, 1, 3], [0, 0.4, 0.6]), closedSetKlValue([2, 0, 0], [0.9, 0.1, 0])]
    const read = levelDistributionValue
    const rank = fidelityLossValue(read([0, 1, 3]), read([2, 0, 0]), 0.9)
    expect([actual['klA'], actual['klB'], actual['total']]).toBeAllClose(
      [...kls, rank + 0.05 * (kls[0]! + kls[1]!)] as number[],
      { absolute: 1e-12 },
    )
    const oneHot = singleLoss(ops, side([0, 1, 3], [0, 0, 1]), { label: 'one-hot' })
    expect(numberIn(oneHot.crossEntropy!)).toBeCloseTo(crossEntropyValue([0, 1, 3], 2), 14)
    expect(() => deqaLoss(ops, a, b, row(ops, [1]), { weightInLevel: 0.1 })).toThrow(
      'deqaLoss: expected weightInLevel 0 for a head of levels',
    )
  })

  test('a head of levels without a weight for its soft labels is compared, or has nothing to learn', () => {
    const side = (logits: number[]) => ({
      levelCount: 3,
      levelLogits: matrix(ops, [logits]),
      softLabels: matrix(ops, [[0, 0.4, 0.6]]),
    })
    const [a, b] = [side([0, 1, 3]), side([2, 0, 0])]
    const actual = numbers(deqaLoss(ops, a, b, row(ops, [0.9]), { weightSoftLabel: 0 }))
    expect(Object.keys(actual).sort()).toEqual(['rank', 'total'])
    expect(actual['total']).toBe(actual['rank'])
    // One-hot rows are learned by cross-entropy, which has its weight in γ.
    expect(Object.keys(singleLoss(ops, a, { label: 'one-hot', weightSoftLabel: 0 })).sort()).toEqual([
      'crossEntropy',
      'total',
    ])
    expect(() => singleLoss(ops, a, { weightSoftLabel: 0 })).toThrow(
      'singleLoss: expected a weight other than 0, got none',
    )
  })

  test('undefined stands for the default', () => {
    const [answer] = fc.sample(anyAnswer, { numRuns: 1, seed: 7 })
    const batch: [Answer, Answer, number][] = [[answer!, answer!, 0.9]]
    const absent: object = { label: undefined, rank: undefined, weightRank: undefined }
    expect(numbers(lossOf(batch, absent).loss)).toEqual(numbers(lossOf(batch).loss))
  })

  test('mistakes are named', () => {
    const [answer] = fc.sample(anyAnswer, { numRuns: 1, seed: 1 })
    const batch: [Answer, Answer, number][] = [[answer!, answer!, 1]]
    expect(() => lossOf(batch, { weightRank: -1 })).toThrow(
      'deqaLoss: expected a finite weightRank of at least 0, got -1',
    )
    expect(() => lossOf(batch, { weightRank: 0, weightNextToken: 0 })).toThrow(
      'expected a weight other than 0, got none',
    )
    for (const [options, message] of [
      [{ label: 'Soft' }, "label 'soft' or 'one-hot', got 'Soft'"],
      [{ readOut: 'closed' }, "readOut 'closed-set' or 'open-set', got 'closed'"],
      [{ rank: 'fidelty' }, "rank 'fidelity' or 'binary-fidelity' or 'binary-cross-entropy', got 'fidelty'"],
      [{ deviation: 'fix' }, "deviation 'predicted' or 'detached' or 'fixed', got 'fix'"],
      [{ weightRank: '1' }, "a finite weightRank of at least 0, got '1'"],
    ] as unknown as [Partial<LossOptions>, string][]) {
      expect(() => lossOf(batch, options)).toThrow(`deqaLoss: expected ${message}`)
      expect(() => singleLoss(ops, sideOf(ops, [answer!]), options)).toThrow(
        `singleLoss: expected ${message}`,
      )
    }
    const side = sideOf(ops, [answer!])
    for (const levelIds of [[], [1], [1, 1, 2]]) {
      expect(() => singleLoss(ops, { ...side, layout: { ...layout, levelIds } })).toThrow(
        `singleLoss: expected at least two level ids, each of them once, got [${levelIds.join(', ')}]`,
      )
    }
    expect(() => sideDistribution(ops, side, 'closed' as 'closed-set')).toThrow(
      "sideDistribution: expected readOut 'closed-set' or 'open-set', got 'closed'",
    )
    const misplaced = { ...side, layout: { ...layout, levelPosition: 3 } }
    expect(() => singleLoss(ops, misplaced)).toThrow('singleLoss: expected a levelPosition below 3, got 3')
    const unknown = { ...side, layout: { ...layout, levelIds: [9, 1, 2, 3, 4] } }
    expect(() => singleLoss(ops, unknown)).toThrow('singleLoss: expected level ids below 9, got 9')
    const { softLabels: _, ...unlabelled } = side
    expect(() => singleLoss(ops, unlabelled)).toThrow(
      "singleLoss: expected softLabels with label 'soft', got undefined",
    )
    expect(Number.isFinite(numberIn(singleLoss(ops, unlabelled, { label: 'one-hot' }).total))).toBe(true)
  })
})

test('sideDistribution reads each image as the rank loss does', () => {
  fc.assert(
    fc.property(fc.array(anyAnswer, { minLength: 1, maxLength: 3 }), (answers) => {
      const side = sideOf(ops, answers)
      const closed = answers.map((answer) => levelDistributionValue(levelLogits(answer)))
      const open = answers.map((answer) => openSetLevelDistributionValue(levelRow(answer), levelIds))
      for (const [readOut, expected] of [
        ['closed-set', closed],
        ['open-set', open],
      ] as const) {
        const { score, std, probabilities } = sideDistribution(ops, side, readOut)
        // Sums of products below 16; the root of a variance near 0 has the root of its rounding.
        expect(score.data).toBeAllClose(
          expected.map((image) => image.score),
          { absolute: 1e-13 },
        )
        expect(std.data).toBeAllClose(
          expected.map((image) => image.std),
          { absolute: 1e-7 },
        )
        expect(probabilities.shape).toEqual([answers.length, 5])
      }
    }),
  )
})

describe('singleLoss', () => {
  test('is γ times cross-entropy and KL, without a comparison', () => {
    fc.assert(
      fc.property(fc.array(anyAnswer, { minLength: 1, maxLength: 3 }), (answers) => {
        const actual = numbers(singleLoss(ops, sideOf(ops, answers)))
        const [ce, kl] = [crossEntropyOf(answers, false), klOf(answers)]
        expect(actual).toEqual({
          crossEntropy: expect.closeTo(ce, 12),
          kl: expect.closeTo(kl, 12),
          total: expect.closeTo(0.05 * (ce + kl), 12),
        })
      }),
    )
  })
})

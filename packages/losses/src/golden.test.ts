import { readFileSync } from 'node:fs'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { describe, expect, test } from 'vitest'
import { numberOps } from '../test/number-ops.ts'
import { numberIn, row } from '../test/tensors.ts'
import {
  binaryCrossEntropyLoss,
  binaryFidelityLoss,
  binaryPreference,
  fidelityLoss,
  readUpstreamLossConfig,
  targetPreference,
  type UpstreamLossConfig,
} from './index.ts'
import type { LossOptions } from './total/loss-options.ts'
import type { SideTerms } from './total/side-terms.ts'
import { weightedSide, weightedSum } from './total/weighted-sum.ts'

interface RecordedSide {
  readonly score: readonly number[]
  readonly std: readonly number[]
  readonly ce: number
  readonly kl: number | null
  readonly in_level: number
}

interface Recording {
  readonly pairs: readonly (readonly [number, number])[]
  readonly variants: Readonly<
    Record<
      string,
      {
        readonly config: UpstreamLossConfig
        readonly rank: number
        readonly A: RecordedSide
        readonly B: RecordedSide
        readonly total: number
      }
    >
  >
}

describeWithShared('recorded losses of the original', () => {
  const recording = read<Recording>('losses.json')
  const items = read<{ gt_score: number; std: number }[]>('train_items.json')
  const ratings = items.map(({ gt_score, std }) => ({ mos: gt_score, std }))
  // 1e-4 relative is the stated tolerance: the recordings are float32. Ours are float64 from float32 scores.
  const near = (actual: number, expected: number) =>
    expect(Math.abs(actual - expected)).toBeLessThan(2e-6 * Math.abs(expected))

  describe.each(Object.entries(recording.variants))('%s', (_, { config, rank, A, B, total }) => {
    const options = readUpstreamLossConfig(config)

    test('rank, from the recorded scores and deviations', () => {
      near(rankOf(options, A, B), rank)
    })

    test('total, from the recorded terms', () => {
      const ops = numberOps()
      const terms = ({ ce, kl, in_level }: RecordedSide): SideTerms<ReturnType<typeof row>> => ({
        crossEntropy: row(ops, [ce]),
        ...(kl !== null && { kl: row(ops, [kl]) }),
        inLevel: row(ops, [in_level]),
      })
      const sum = weightedSum(ops, 'test', [
        [row(ops, [rank]), options.weightRank],
        ...weightedSide(terms(A), options),
        ...weightedSide(terms(B), options),
      ])
      near(numberIn(sum), total)
    })
  })

  function rankOf(options: LossOptions, A: RecordedSide, B: RecordedSide): number {
    const ops = numberOps()
    const side = ({ score, std }: RecordedSide) => ({
      score: row(ops, score),
      variance: row(
        ops,
        std.map((value) => value ** 2),
      ),
    })
    const sides = recording.pairs.map(([a, b]) => [ratings[a]!, ratings[b]!] as const)
    if (options.rank === 'fidelity') {
      const target = sides.map(([a, b]) => targetPreference(a, b))
      return numberIn(fidelityLoss(ops, side(A), side(B), row(ops, target), options))
    }
    const target = sides.map(([a, b]) => binaryPreference(a.mos, b.mos, { tie: 0 }))
    const loss = options.rank === 'binary-fidelity' ? binaryFidelityLoss : binaryCrossEntropyLoss
    return numberIn(loss(ops, side(A), side(B), row(ops, target)))
  }
})

function read<R>(name: string): R {
  return JSON.parse(readFileSync(sharedPath('golden/vectors', name), 'utf8')) as R
}

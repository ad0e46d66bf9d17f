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

const VARIANTS = [
  'default',
  'openset',
  'pred_std',
  'pred_std_detached',
  'binary_fidelity',
  'binary_bce',
  'no_softkl',
  'in_level',
  'weights',
  'rank_only',
  'openset_pred_std_in_level',
]

// The body of a skipped block is still run, so the files are read inside the tests.
const readLosses = () => read<Recording>('losses.json')
const readRatings = () =>
  read<{ gt_score: number; std: number }[]>('train_items.json').map(({ gt_score, std }) => ({
    mos: gt_score,
    std,
  }))

describeWithShared('recorded losses of the original', () => {
  // 1e-4 relative is the stated tolerance: the recordings are float32. Ours are float64 from float32 scores.
  const near = (actual: number, expected: number) =>
    expect(Math.abs(actual - expected)).toBeLessThan(2e-6 * Math.abs(expected))

  test('are of these variants', () => {
    expect(Object.keys(readLosses().variants)).toEqual(VARIANTS)
  })

  describe.each(VARIANTS)('%s', (variant) => {
    test('rank, from the recorded scores and deviations', () => {
      const { config, rank, A, B } = readLosses().variants[variant]!
      near(rankOf(readUpstreamLossConfig(config), A, B), rank)
    })

    test('total, from the recorded terms', () => {
      const { config, rank, A, B, total } = readLosses().variants[variant]!
      const options = readUpstreamLossConfig(config)
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
    const ratings = readRatings()
    const sides = readLosses().pairs.map(([a, b]) => [ratings[a]!, ratings[b]!] as const)
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

import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { expect, test } from 'vitest'
import {
  levelMoments,
  normalizeScore,
  normalizeStd,
  oneHotLabel,
  type ScoreDistribution,
  type SoftLabelOptions,
  softLabel,
  voteLabel,
} from '../src/index.ts'

/** Errors of the labels of a dataset, as in Table 1 of the paper (W: 2-Wasserstein between the Gaussians). */
function errorsOf(
  ratings: readonly ScoreDistribution[],
  probabilitiesOf: (r: ScoreDistribution) => readonly number[],
) {
  const totals = { l1: 0, squares: 0, wasserstein: 0 }
  for (const rating of ratings) {
    const { score, std } = levelMoments(probabilitiesOf(rating))
    totals.l1 += Math.abs(score - rating.score)
    totals.squares += (score - rating.score) ** 2
    totals.wasserstein += Math.hypot(score - rating.score, std - rating.std)
  }
  const n = ratings.length
  return { l1: totals.l1 / n, rmse: Math.sqrt(totals.squares / n), wasserstein: totals.wasserstein / n }
}

/** The original script's scale: the smallest and the largest score of all images. */
function normalized(raw: readonly { mos: number; std: number }[]): ScoreDistribution[] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { mos } of raw) [min, max] = [Math.min(min, mos), Math.max(max, mos)]
  return raw.map(({ mos, std }) => ({
    score: normalizeScore(mos, { min, max }),
    std: normalizeStd(std, { min, max }),
  }))
}

function koniq() {
  const text = gunzipSync(
    readFileSync(sharedPath('annotations/koniq/koniq10k_distributions_sets.csv.gz')),
  ).toString()
  const rows = text.trim().split('\n').slice(1)
  return normalized(
    rows.map((row) => {
      const cells = row.split(',')
      return { mos: voteLabel(cells.slice(1, 6).map(Number)).score, std: Number(cells[8]) }
    }),
  )
}

function kadid() {
  const rows = readFileSync(sharedPath('annotations/kadid/kadid10k_all.txt'), 'utf8').trim().split('\n')
  return normalized(
    rows.map((row) => {
      const [, mos, std] = row.split('\t')
      return { mos: Number(mos), std: Number(std) }
    }),
  )
}

const label = (options: SoftLabelOptions) => (rating: ScoreDistribution) =>
  softLabel(rating, options).probabilities
const recorded = label({ variant: 'upstream', density: 'density' })
const matched = label({ method: 'moment-matched' })
const published = label({ density: 'density', renormalize: false })

// Every expected figure is one of annotations/paper-tables.md, computed there by SciPy: as many digits as it prints.
describeWithShared('labels of real ratings', () => {
  test.each([
    ['KonIQ', koniq, 10_073, [0.303, 0.375], [0.0072, 0.0143, 0.0393], 83, 0.038, 19, 0.00017],
    ['KADID', kadid, 10_125, [0.326, 0.384], [0.0241, 0.0375, 0.161], 1753, 0.14, 26, 0.00024],
  ] as const)(
    '%s',
    (_, read, count, oneHot, soft, fallbacks, paperWasserstein, infeasible, matchedWasserstein) => {
      const ratings = read()
      expect(ratings.length).toBe(count)

      const baseline = errorsOf(ratings, ({ score }) => oneHotLabel(score))
      expect(baseline.l1).toBeCloseTo(oneHot[0], 3)
      expect(baseline.rmse).toBeCloseTo(oneHot[1], 3)

      const paper = errorsOf(ratings, recorded)
      expect(paper.l1).toBeCloseTo(soft[0], 4)
      expect(paper.rmse).toBeCloseTo(soft[1], 4)
      expect(paper.wasserstein).toBeCloseTo(soft[2], 3)
      const branches = ratings.map((r) => softLabel(r, { variant: 'upstream', density: 'density' }).branch)
      expect(branches.filter((branch) => branch === 'two-level').length).toBe(fallbacks)

      // Table 1 itself prints these two: the equations alone, without the script's second rule.
      expect(errorsOf(ratings, published).wasserstein).toBeCloseTo(paperWasserstein, 3)

      const better = errorsOf(ratings, matched)
      expect(better.l1).toBeLessThan(1e-13)
      expect(better.wasserstein).toBeCloseTo(matchedWasserstein, 5)
      const missed = ratings.filter((r) => softLabel(r, { method: 'moment-matched' }).reason !== 'matched')
      expect(missed.length).toBe(infeasible)
    },
  )
})

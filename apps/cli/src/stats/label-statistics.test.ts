import { expect, test } from 'vitest'
import '@deqa/vitest'
import { labelStatistics, oneHotStatistics, statisticsLabels } from './label-statistics.ts'

test('one-hot, by hand', () => {
  // Levels 1, 4 and 5; errors 0.4, 0.5 and 0.5.
  const { l1, rmse, plcc, srcc } = oneHotStatistics([1.4, 3.5, 4.5])
  expect([l1, rmse]).toBeAllClose([1.4 / 3, Math.sqrt(0.66 / 3)], { absolute: 1e-15 })
  expect(srcc).toBe(1)
  // Deviations from the means -1.7333, 0.3667, 1.3667 and -2.3333, 0.6667, 1.6667.
  expect([plcc!]).toBeAllClose([6.566667 / Math.sqrt(5.006667 * 8.666667)], { absolute: 1e-6 })
})

test('a correlation that does not exist is null', () => {
  expect(oneHotStatistics([3])).toMatchObject({ l1: 0, plcc: null, srcc: null })
  expect(oneHotStatistics([3.1, 3.2])).toMatchObject({ plcc: null, srcc: null })
})

test('the fallback counts as α = 1, β = 0, and apart', () => {
  // σ = 0.1 falls back; at μ = 3 the original script gives α = 0 and β = 0.2.
  const ratings = [
    { score: 2.3, std: 0.1 },
    { score: 3, std: 0.6 },
  ]
  const { adjustment, smallestProbability, sum } = labelStatistics(ratings, statisticsLabels.density)
  expect(adjustment).toEqual({
    alpha: { mean: 0.5, std: 0.5 },
    beta: { mean: 0.1, std: 0.1 },
    fallbackImages: { smallStd: 1, meanError: 0 },
    withoutFallback: { alpha: { mean: 0, std: 0 }, beta: { mean: 0.2, std: 0 } },
  })
  expect(smallestProbability).toBe(0)
  expect([sum.min, sum.max]).toBeAllClose([1, 1], { absolute: 1e-15 })
})

test('the moment-matched label loses nothing, but where levels cannot carry the deviation', () => {
  const feasible = { score: 3.6, std: 0.75 }
  expect(labelStatistics([feasible], statisticsLabels.momentMatched)).toMatchObject({
    infeasibleImages: 0,
    w2: expect.closeTo(0, 11), // the accuracy that the library states for the deviation
    l1: expect.closeTo(0, 13),
  })
  // At 3.5 nothing is narrower than 0.5: W2 = 0.5 - 0.2.
  const narrow = labelStatistics([{ score: 3.5, std: 0.2 }], statisticsLabels.momentMatched)
  expect(narrow).toMatchObject({ infeasibleImages: 1, w2: expect.closeTo(0.3, 13) })
})

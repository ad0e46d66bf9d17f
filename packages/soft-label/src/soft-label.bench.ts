import { cumulativeStdNormalProbability } from 'simple-statistics'
import { bench, describe } from 'vitest'
import { gaussianLabel } from './gaussian-label.ts'
import { levelMoments, type ScoreDistribution } from './level-moments.ts'
import { momentMatchedLabel } from './moment-matched-label.ts'
import { normalCdf, normalPdf } from './normal-distribution.ts'

/** Ratings spread like those of KonIQ and KADID: evenly over the scale, deviations of 0.4 to 1.2. */
const ratings: ScoreDistribution[] = Array.from({ length: 1000 }, (_, i) => ({
  score: 1 + (4 * ((i * 617) % 1000)) / 999,
  std: 0.4 + (0.8 * ((i * 331) % 1000)) / 999,
}))

for (const rating of ratings) {
  const { score } = levelMoments(momentMatchedLabel(rating).probabilities)
  if (Math.abs(score - rating.score) > 1e-12) throw new Error(`wrong mean ${score} for ${rating.score}`)
}

// One turn is 1,000 labels: 1,000 turns per second are a million labels per second.
describe('1,000 labels', () => {
  bench('moment-matched', () => {
    for (const rating of ratings) momentMatchedLabel(rating)
  })
  bench('the paper’s, level mass', () => {
    for (const rating of ratings) gaussianLabel(rating)
  })
  bench('the paper’s, density', () => {
    for (const rating of ratings) gaussianLabel(rating, { density: 'density' })
  })
  bench('moment-matched, 12 levels', () => {
    for (const rating of ratings) momentMatchedLabel(rating, { levels: 12 })
  })
})

const points = Array.from({ length: 1000 }, (_, i) => -3 + (6 * i) / 999)
// The rival looks up the nearest hundredth in a table of four digits: it may miss Φ by 0.005 φ(0) and half a digit.
for (const z of points) {
  if (Math.abs(cumulativeStdNormalProbability(z) - normalCdf(z)) > 0.005 * normalPdf(0) + 5e-5)
    throw new Error(`Φ differs at ${z}`)
}

describe('1,000 values of Φ', () => {
  bench('normalCdf, to 1e-16', () => {
    for (const z of points) normalCdf(z)
  })
  bench('simple-statistics, from a table', () => {
    for (const z of points) cumulativeStdNormalProbability(z)
  })
})

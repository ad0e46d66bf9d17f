import { sampleRankCorrelation } from 'simple-statistics'
import { bench, describe } from 'vitest'
import { agreement, fitLogistic, krcc, mixtureJs, plcc, srcc } from './index.ts'
import { createRandom } from './inference/random.ts'

const random = createRandom(1)
const n = 10_000
const ratings = Array.from({ length: n }, () => 1 + 4 * random.next())
const scores = ratings.map((rating) => 5 / (1 + Math.exp(3 - rating)) + 0.8 * (random.next() - 0.5))
const tied = scores.map((score) => Math.round(4 * score) / 4)

/** τ-b over all pairs: what the definition costs. */
function krccByDefinition(x: readonly number[], y: readonly number[]): number {
  let [difference, untiedX, untiedY] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const dx = Math.sign(x[i]! - x[j]!)
      const dy = Math.sign(y[i]! - y[j]!)
      difference += dx * dy
      untiedX += dx * dx
      untiedY += dy * dy
    }
  }
  return difference / Math.sqrt(untiedX * untiedY)
}

// Equality before speed.
for (const x of [scores, tied]) {
  if (Math.abs(srcc(x, ratings) - sampleRankCorrelation(x, ratings)) > 1e-12) throw new Error('srcc differs')
  if (Math.abs(krcc(x, ratings) - krccByDefinition(x, ratings)) > 1e-12) throw new Error('krcc differs')
}

describe('rank correlation of 10,000 points', () => {
  bench('srcc', () => void srcc(scores, ratings))
  bench('simple-statistics sampleRankCorrelation', () => void sampleRankCorrelation(scores, ratings))
  bench('srcc, scores in steps of 1/4', () => void srcc(tied, ratings))
  bench('krcc', () => void krcc(scores, ratings))
  bench('krcc over all pairs', () => void krccByDefinition(scores, ratings), { iterations: 3, time: 0 })
  bench('plcc', () => void plcc(scores, ratings))
})

describe('logistic fit of 10,000 points', () => {
  bench('4 parameters', () => void fitLogistic(scores, ratings), { iterations: 5, time: 500 })
  bench('5 parameters', () => void fitLogistic(scores, ratings, { form: '5-parameter' }), {
    iterations: 5,
    time: 500,
  })
  bench("4 parameters, variant 'upstream'", () => void fitLogistic(scores, ratings, { variant: 'upstream' }))
})

describe('distributions', () => {
  const p = { mean: 3.6, std: 0.75 }
  const q = { mean: 3.1, std: 0.4 }
  bench('mixtureJs', () => void mixtureJs(p, q))
})

describe('agreement with intervals', () => {
  const [x, y] = [scores.slice(0, 2000), ratings.slice(0, 2000)]
  bench('2,000 images, 200 resamples', () => void agreement(x, y, { bootstrap: { resamples: 200 } }), {
    iterations: 2,
    time: 0,
  })
})

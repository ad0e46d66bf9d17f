import '@deqa/vitest'
import { expect, test } from 'vitest'
import { summarizeEvaluation } from './summarize-evaluation.ts'

const judged = (rated: number, score: number, ratedStd?: number) => ({
  rated,
  ...(ratedStd === undefined ? {} : { ratedStd }),
  predicted: { score, std: 0.6 },
})

test('one swapped pair of six, worked by hand', () => {
  const images = [1, 2, 3, 4, 5, 4.5].map((score, i) => judged(1 + 0.5 * i, score))
  const { agreement, distribution, ...rest } = summarizeEvaluation('six', images)
  expect(rest).toEqual({ dataset: 'six', images: 6 })
  // Σ d² = 2, so 1 - 6·2 / (6·35); one discordant pair of 15.
  expect(agreement!.srcc).toBeCloseTo(1 - 12 / 210, 12)
  expect(agreement!.krcc).toBeCloseTo((14 - 1) / 15, 12)
  const errors = [0, 0.5, 1, 1.5, 2, 1]
  expect(agreement!.rmse).toBeCloseTo(Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / 6), 12)
  expect(distribution).toBeUndefined()
})

test('distances of the original evaluation, over the images with a deviation', () => {
  const images = [judged(3.6, 3.4, 0.75), ...[1, 2, 3, 4, 5].map((score) => judged(score, score))]
  const { distribution } = summarizeEvaluation('one', images)
  // Recorded from the original (upstream facts, 7.5); its 1e-8 guards are below the bound.
  expect(distribution!.images).toBe(1)
  expect([distribution!.kl!, distribution!.js!, distribution!.w2]).toBeAllClose(
    [0.1136619793, 0.0231863942, 0.25],
    { absolute: 1e-7 },
  )
})

test('what does not exist is left out with its reason', () => {
  const same = Array.from({ length: 6 }, (_, i) => judged(i, 3, 0.5))
  const constant = summarizeEvaluation('constant', same)
  expect(constant.agreement).toBeUndefined()
  expect(constant.problem).toContain('scores')
  expect(constant.distribution!.images).toBe(6)
  expect(summarizeEvaluation('few', same.slice(0, 3)).problem).toContain('5')
})

test('a prediction without any doubt has no finite KL and JS, but a Wasserstein distance', () => {
  const images = Array.from({ length: 6 }, (_, i) => ({
    rated: i,
    ratedStd: 0.5,
    predicted: { score: i, std: i === 0 ? 0 : 0.5 },
  }))
  const { distribution } = summarizeEvaluation('sure', images)
  expect(distribution).toEqual({ images: 6, w2: 0.5 / 6 })
})

test('intervals on request', () => {
  const images = Array.from({ length: 30 }, (_, i) => judged(i / 6, i / 6 + Math.sin(9 * i)))
  const { agreement, intervals } = summarizeEvaluation('thirty', images, { bootstrap: { resamples: 100 } })
  expect(intervals!.srcc.lower).toBeLessThan(agreement!.srcc)
  expect(intervals!.srcc.upper).toBeGreaterThan(agreement!.srcc)
})

test('each kind of damage alone, in the order of the dataset', () => {
  const named = (distortion: string | undefined, i: number, score: number) => ({
    ...judged(i, score),
    ...(distortion === undefined ? {} : { distortion }),
  })
  const rising = Array.from({ length: 6 }, (_, i) => named('noise', i, i))
  const falling = Array.from({ length: 7 }, (_, i) => named('blur', i, -i))
  const images = [named(undefined, 9, 9), ...rising, ...falling, named('rare', 3, 3)]
  const { byDistortion, ...whole } = summarizeEvaluation('mixed', images, { by: 'distortion' })
  expect(whole.images).toBe(15)
  expect(
    byDistortion!.map(({ distortion, images, agreement }) => [distortion, images, agreement?.srcc]),
  ).toEqual([
    ['noise', 6, 1],
    ['blur', 7, -1],
    ['rare', 1, undefined],
  ])
  expect(byDistortion![2]!.problem).toContain('at least 5')
  expect(summarizeEvaluation('mixed', images).byDistortion).toBeUndefined()
})

test('a measure on a scale of its own has no errors on the scale of ratings', () => {
  const images = [1, 2, 3, 4, 5, 4.5].map((score, i) => judged(1 + 0.5 * i, score))
  const options = { ownScale: true, bootstrap: { resamples: 20 } }
  const { agreement, intervals } = summarizeEvaluation('six', images, options)
  const kept = ['srcc', 'plcc', 'plccFitted', 'krcc', 'rmseFitted']
  expect(Object.keys(agreement!)).toEqual(kept)
  expect(Object.keys(intervals!)).toEqual(kept)
})

test('versions of one reference are drawn together', () => {
  // Ten references of eight nearly equal versions: what looks like 80 images tells as much as ten.
  const images = Array.from({ length: 80 }, (_, i) => {
    const [reference, version] = [Math.floor(i / 8), (i % 8) / 100]
    const score = reference / 2 + 2 * Math.sin(3 * reference)
    return { ...judged(reference / 2 + version, score + version), reference: `photo ${reference}` }
  })
  const alone = images.map(({ reference: _, ...image }) => image)
  const width = (list: typeof alone) => {
    const { srcc } = summarizeEvaluation('x', list, { bootstrap: { resamples: 200 } }).intervals!
    return srcc.upper - srcc.lower
  }
  expect(width(images)).toBeGreaterThan(1.5 * width(alone))
})

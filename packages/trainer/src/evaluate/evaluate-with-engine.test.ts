import '@deqa/vitest'
import { expect, test } from 'vitest'
import { evaluateWithEngine } from './evaluate-with-engine.ts'
import type { EvaluationSet } from './evaluation-set.ts'

test('of an image seen in several views the mean distribution is judged', async () => {
  const items = [1.5, 2, 2.5, 3, 3.5, 4, 4.5].map((score) => ({
    id: `${score}`,
    image: `${score}.png`,
    mos: score,
    score,
    std: 1,
  }))
  const set: EvaluationSet = {
    name: 'views',
    async *batches() {
      yield { batch: {}, views: 2, items }
    },
  }
  // Each pair of means lies 0.5 on both sides of the rating; the last two rows are padding.
  const scores = [...items.flatMap(({ score }) => [score - 0.5, score + 0.5]), 9, 9]
  const deviation = Math.sqrt(0.75)
  const engine = {
    evaluate: async () => ({
      loss: 0,
      reported: { scores: Float32Array.from(scores), deviations: new Float32Array(16).fill(deviation) },
    }),
  }
  const { agreement, distribution } = await evaluateWithEngine(engine, set)
  expect(agreement!.rmse).toBeCloseTo(0, 12)
  // 0.75 within the views and 0.25 between them make the 1 of the raters; √0.75 is a float32 here.
  expect(distribution!.w2).toBeCloseTo(0, 6)
})

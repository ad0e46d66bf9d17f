import { expect, test } from 'vitest'
import { evaluationText, trainingProgressText } from './training-text.ts'

const step = {
  type: 'step',
  step: 12,
  totalSteps: 300,
  loss: 0.83124,
  terms: { rank: 0.1203, crossEntropyA: 2.5, klB: 1.25 },
  learningRate: 1e-4,
  imagesPerSecond: 119.6,
  etaSeconds: 40.2,
} as const

test('what a step says', () => {
  expect(trainingProgressText(step)).toBe(
    'step 12/300  loss 0.8312  120 images/s  ETA 0:41  rank 0.120  cross entropy A 2.50  kl B 1.25',
  )
  expect(trainingProgressText({ ...step, step: 300, imagesPerSecond: 0.512 })).toContain(
    '0.51 images/s  rank',
  )
})

test('what an evaluation says', () => {
  const agreement = {
    srcc: 0.94,
    plcc: 0.9,
    plccFitted: 0.951,
    krcc: 0.8,
    rmse: 0.3,
    rmseFitted: 0.3,
    mae: 0.2,
  }
  const distribution = { images: 2010, js: 0.014, w2: 0.186 }
  const summary = { dataset: 'KonIQ', images: 2010, agreement, distribution }
  expect(evaluationText(summary, ['kl', 'w2'])).toBe('KonIQ: W2 0.186  (2,010 images)')
  expect(evaluationText(summary, ['plcc', 'srcc'])).toBe('KonIQ: PLCC 0.951  SRCC 0.940  (2,010 images)')
  const few = { dataset: 'few', images: 3, problem: 'too few' }
  expect(evaluationText(few, ['srcc'])).toBe('few: too few  (3 images)')
})

import { expect, test } from 'vitest'
import * as metrics from './index.ts'

test('the public names', () => {
  expect(Object.keys(metrics).sort()).toEqual([
    'agreement',
    'averagedGaussianJs',
    'bootstrapInterval',
    'compareModels',
    'distributionAgreement',
    'fitLogistic',
    'formatAgreement',
    'formatConfusion',
    'gaussianKl',
    'gaussianW1',
    'gaussianW2',
    'krcc',
    'levelConfusion',
    'levelGaussianW1',
    'levelGaussianW2',
    'levelJs',
    'levelKl',
    'levelW1',
    'logistic4',
    'logistic5',
    'meanAbsoluteError',
    'mengTest',
    'midRanks',
    'mixtureJs',
    'plcc',
    'rmse',
    'srcc',
  ])
})

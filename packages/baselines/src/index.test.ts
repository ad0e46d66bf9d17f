import { expect, test } from 'vitest'
import * as baselines from './index.ts'

test('the public names', () => {
  expect(Object.keys(baselines).sort()).toEqual([
    'BASELINE_NAMES',
    'ImageUnsuitable',
    'brisqueFeatures',
    'brisqueQuality',
    'fitAggd',
    'fitKernelRegression',
    'fitNiqe',
    'jpegBytesPerPixel',
    'loadBaseline',
    'loadBrisqueModel',
    'loadNiqeModel',
    'meanGradient',
    'niqeDistance',
    'niqeFeatures',
    'predictByKernels',
  ])
})

import { expect, test } from 'vitest'
import * as softLabelPackage from './index.ts'

test('the public names', () => {
  expect(Object.keys(softLabelPackage).sort()).toEqual([
    'LEVEL_NAMES',
    'UNCERTAINTY_WORDS',
    'adjustToMean',
    'discretizeGaussian',
    'erf',
    'erfc',
    'gaussianLabel',
    'levelMoments',
    'levelOf',
    'levelValues',
    'momentMatchedLabel',
    'normalCdf',
    'normalInterval',
    'normalPdf',
    'normalizeScore',
    'normalizeStd',
    'oneHotLabel',
    'preferenceProbability',
    'pseudoStd',
    'softLabel',
    'toMosScale',
    'twoLevelLabel',
    'uncertaintyOf',
    'voteLabel',
  ])
})

import { expect, test } from 'vitest'
import * as losses from './index.ts'

test('the public names', () => {
  expect(Object.keys(losses).sort()).toEqual([
    'LOSS_DEFAULTS',
    'LOSS_DEFAULT_SOURCES',
    'RELEASED_LOSS_OPTIONS',
    'binaryCrossEntropyLoss',
    'binaryCrossEntropyLossValue',
    'binaryFidelityLoss',
    'binaryFidelityLossValue',
    'binaryPreference',
    'closedSetKl',
    'closedSetKlValue',
    'crossEntropy',
    'crossEntropyValue',
    'deqaLoss',
    'fidelityLoss',
    'fidelityLossValue',
    'inLevelLoss',
    'inLevelLossValue',
    'levelDistribution',
    'levelDistributionValue',
    'liqeLoss',
    'liqeLossValue',
    'liqePairs',
    'openSetLevelDistribution',
    'openSetLevelDistributionValue',
    'readUpstreamLossConfig',
    'sideDistribution',
    'singleLoss',
    'softLabelKl',
    'softLabelKlValue',
    'targetPreference',
    'uniqueLoss',
    'uniqueLossValue',
  ])
})

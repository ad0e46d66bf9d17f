import type { NetworkConfig } from '@deqa/model/training'

/** The smallest network with every part of the real one, and its vocabulary. */
export const tinyNetwork: NetworkConfig = {
  vision: { width: 8, layers: 1, heads: 2, mlpWidth: 16, imageSize: 28, patchSize: 14, layerNormEps: 1e-6 },
  abstractor: { width: 8, layers: 1, heads: 2, mlpWidth: 12, queries: 2, mlpNormEps: 1e-6 },
  decoder: {
    width: 8,
    layers: 2,
    heads: 2,
    mlpWidth: 16,
    vocabularySize: 32_000,
    rmsNormEps: 1e-6,
    ropeTheta: 10_000,
    maxPositions: 2048,
  },
}

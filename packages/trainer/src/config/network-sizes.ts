import { type NetworkConfig, parseCheckpointConfig } from '@deqa/model/training'

/** The names of {@link NETWORK_SIZES}. */
export const NETWORK_SIZE_NAMES = ['smoke', 'mini', 'small', 'deqa-7b'] as const

export type NetworkSize = (typeof NETWORK_SIZE_NAMES)[number]

/** A network without the size of its vocabulary, which follows from the text. */
export type NetworkShape = Omit<NetworkConfig, 'decoder'> & {
  readonly decoder: Omit<NetworkConfig['decoder'], 'vocabularySize'>
}

/** The network of the paper: absent keys of a checkpoint's configuration stand for its sizes. */
const { network: deqa7b } = parseCheckpointConfig({}, 'the defaults')
const { vocabularySize: _, ...decoder7b } = deqa7b.decoder

const epsilons = { layerNormEps: 1e-6, mlpNormEps: 1e-6, rmsNormEps: 1e-6 }

function small(sizes: {
  readonly imageSize: number
  readonly patchSize: number
  readonly width: number
  readonly heads: number
  readonly layers: number
  readonly queries: number
}): NetworkShape {
  const { imageSize, patchSize, width, heads, layers, queries } = sizes
  const mlpWidth = 4 * width
  return {
    vision: { imageSize, patchSize, width, heads, layers, mlpWidth, layerNormEps: epsilons.layerNormEps },
    abstractor: {
      width,
      heads,
      layers: Math.ceil(layers / 2),
      mlpWidth: 2 * width,
      queries,
      mlpNormEps: epsilons.mlpNormEps,
    },
    decoder: {
      width,
      heads,
      layers,
      mlpWidth: 2 * width,
      rmsNormEps: epsilons.rmsNormEps,
      ropeTheta: 10_000,
      maxPositions: 2048,
    },
  }
}

/**
 * Networks by name, all of the paper's architecture. `smoke` shows in seconds that a run works; `mini` learns on a
 * CPU; `small` wants hours or a GPU; `deqa-7b` is the paper's, 8.2 billion parameters.
 */
export const NETWORK_SIZES: Readonly<Record<NetworkSize, NetworkShape>> = {
  smoke: small({ imageSize: 56, patchSize: 14, width: 32, heads: 2, layers: 2, queries: 8 }),
  mini: small({ imageSize: 112, patchSize: 14, width: 128, heads: 4, layers: 4, queries: 16 }),
  small: small({ imageSize: 224, patchSize: 14, width: 384, heads: 6, layers: 8, queries: 32 }),
  'deqa-7b': { ...deqa7b, decoder: decoder7b },
}

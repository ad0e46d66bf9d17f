import type { NetworkConfig } from '../network/config.ts'
import type { LayerRange } from '../network/deqa-network.ts'
import { networkPartOf } from '../network/network-part.ts'
import { listParameters } from '../network/parameters.ts'

/** From so many parameters on a network is computed in parts: the runtime opens each with one thread, for many seconds. */
const PARTED_FROM = 1e9

/**
 * The layers of the decoder in each of the graphs that a network is computed in. Each graph has about as many parameters
 * as any other; those before the decoder are in the first.
 *
 * @param parts - how many graphs. @default 2 for a large network, which can then be opened at once, 1 for any other
 *   and where there is one layer
 * @throws {RangeError} if there are more parts than layers.
 */
export function layerRanges(network: NetworkConfig, parts?: number): LayerRange[] {
  const { layers } = network.decoder
  const [before, inLayers] = countParameters(network)
  const total = before + inLayers
  const count = parts ?? Math.min(layers, total > PARTED_FROM ? 2 : 1)
  if (!(Number.isInteger(count) && count >= 1 && count <= layers)) {
    throw new RangeError(`layerRanges: expected 1 to ${layers} parts, got ${count}`)
  }
  const ends = Array.from({ length: count }, (_, part) => {
    const layersThere = (((part + 1) * total) / count - before) / (inLayers / layers)
    return Math.min(Math.max(Math.round(layersThere), part + 1), layers - (count - part - 1))
  })
  return ends.map((end, part) => ({ first: ends[part - 1] ?? 0, end }))
}

/** Parameters of the encoder and the abstractor, and of the layers of the decoder. */
function countParameters(network: NetworkConfig): [before: number, inLayers: number] {
  const counts: [number, number] = [0, 0]
  for (const { name, shape } of listParameters(network)) {
    const size = shape.reduce((product, length) => product * length, 1)
    if (name.startsWith('model.layers.')) counts[1] += size
    else if (networkPartOf(name) !== 'decoder') counts[0] += size
  }
  return counts
}

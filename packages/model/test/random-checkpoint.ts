import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { TensorSource } from '../src/checkpoint/types.ts'
import type { ModelRecipe } from '../src/convert/model-recipe.ts'
import { writeModel } from '../src/convert/write-model.ts'
import { CLIP_STATISTICS } from '../src/image/normalize-pixels.ts'
import type { RawImage } from '../src/image/types.ts'
import { type NetworkConfig, parseCheckpointConfig } from '../src/network/config.ts'
import { listParameters } from '../src/network/parameters.ts'
import { loadScorer } from '../src/scorer/load-scorer.ts'
import type { Score } from '../src/scorer/types.ts'
import { seededTensor } from './operation-cases.ts'

/** A network for pictures of 32 pixels, with a decoder of the given sizes and three heads. */
export function smallNetwork(decoder: { layers: number; width: number; mlpWidth: number }): NetworkConfig {
  const { network } = parseCheckpointConfig(
    {
      ...{ hidden_size: decoder.width, intermediate_size: decoder.mlpWidth },
      ...{ num_hidden_layers: decoder.layers, num_attention_heads: 3, vocab_size: 16 },
      visual_config: {
        visual_model: {
          ...{ hidden_size: 32, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 64 },
          ...{ image_size: 32, patch_size: 8 },
        },
        visual_abstractor: {
          ...{ hidden_size: 32, num_hidden_layers: 1, num_attention_heads: 2, intermediate_size: 48 },
          ...{ num_learnable_queries: 4, encoder_hidden_size: 32 },
        },
      },
    },
    'config.json',
  )
  return network
}

/** Random weights of the deviation 1/√in; `change` may round them. */
export function randomCheckpoint(
  network: NetworkConfig,
  change = (_: string, values: Float32Array) => values,
): TensorSource {
  const parameters = new Map(
    listParameters(network).map((request, index) => [request.name, { ...request, index }]),
  )
  const read = async (name: string): Promise<Float32Array> => {
    const { shape, index } = parameters.get(name)!
    const scale = Math.sqrt(3 / shape.at(-1)!)
    const isNorm = /norm[\w.]*\.weight$|ffn_ln\.weight$/.test(name)
    const values = Float32Array.from(seededTensor(shape, index).data, (value) =>
      isNorm ? 1 : shape.length === 1 ? 0 : value * scale,
    )
    return change(name, values)
  }
  return {
    tensors: new Map(),
    read,
    readRows: async (name, rows) => {
      const width = parameters.get(name)!.shape[1]!
      const values = await read(name)
      return Float32Array.from(rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]))
    },
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Writes a model of such a checkpoint into a new folder in `parent`. */
export async function smallModel(
  parent: string,
  checkpoint: TensorSource,
  recipe: Pick<ModelRecipe, 'network' | 'dtype' | 'parts'>,
): Promise<string> {
  const out = await mkdtemp(join(parent, 'model-'))
  const prompts = { scorer: { prefix: [1, 2, 3], suffix: [4, 5] }, eval: { prefix: [1], suffix: [5] } }
  const about = { name: 'small', trained: false, normalization: CLIP_STATISTICS }
  await writeModel(checkpoint, { ...recipe, ...about, levelIds: [6, 7, 8, 9, 10], prompts }, out)
  return out
}

/** The probabilities of the levels of all small pictures, one picture after the other. */
export async function levelsOf(
  model: string,
  { prompt = 'scorer', batchSize = 4 }: { prompt?: 'scorer' | 'eval'; batchSize?: number } = {},
): Promise<number[]> {
  await using scorer = await loadScorer(model, { prompt })
  const results = await scorer.score(smallImages, { batchSize })
  return results.flatMap((result) => Object.values((result as Score).levels))
}

/** Four pictures of 32 pixels. */
export const smallImages: readonly RawImage[] = [3, 5, 8, 13].map((seed) => ({
  ...{ width: 32, height: 32, channels: 3 },
  data: Uint8Array.from(seededTensor([32 * 32 * 3], seed).data, (value) => 127 + 120 * value),
}))

import '@deqa/vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TensorSource } from '../src/checkpoint/types.ts'
import type { ModelRecipe } from '../src/convert/model-recipe.ts'
import { quantizedBits } from '../src/convert/weight-storage.ts'
import { writeModel } from '../src/convert/write-model.ts'
import { CLIP_STATISTICS } from '../src/image/normalize-pixels.ts'
import type { RawImage } from '../src/image/types.ts'
import { parseCheckpointConfig } from '../src/network/config.ts'
import { listParameters } from '../src/network/parameters.ts'
import { dequantizeBlocks, quantizeBlocks } from '../src/runtime/onnx/quantize-blocks.ts'
import { dequantizeRows, quantizeRows } from '../src/runtime/onnx/quantize-rows.ts'
import { loadScorer } from '../src/scorer/load-scorer.ts'
import type { Score } from '../src/scorer/types.ts'
import { seededTensor } from './operation-cases.ts'

/** Two decoder layers, 96 wide, 160 inside: three whole blocks of 32 columns, and five. */
const { network } = parseCheckpointConfig(
  {
    ...{ hidden_size: 96, intermediate_size: 160, num_hidden_layers: 2, num_attention_heads: 3 },
    vocab_size: 16,
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
const parameters = new Map(
  listParameters(network).map((request, index) => [request.name, { ...request, index }]),
)

/** Random weights of the deviation 1/√in; `change` may round them. */
function checkpoint(change = (_: string, values: Float32Array) => values): TensorSource {
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

const images: RawImage[] = [3, 5, 8, 13].map((seed) => ({
  ...{ width: 32, height: 32, channels: 3 },
  data: Uint8Array.from(seededTensor([32 * 32 * 3], seed).data, (value) => 127 + 120 * value),
}))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-quantized-model-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function modelOf(dtype: ModelRecipe['dtype'], source: TensorSource): Promise<string> {
  const out = await mkdtemp(join(folder, 'model-'))
  const ids = { prefix: [1, 2, 3], suffix: [4, 5] }
  await writeModel(
    source,
    {
      ...{ name: 'quantised', trained: false, dtype, network, normalization: CLIP_STATISTICS },
      ...{ levelIds: [6, 7, 8, 9, 10], prompts: { scorer: ids, eval: ids } },
    },
    out,
  )
  return out
}

async function levelsOf(model: string, batchSize = 4): Promise<number[]> {
  await using scorer = await loadScorer(model)
  const results = await scorer.score(images, { batchSize })
  return results.flatMap((result) => Object.values((result as Score).levels))
}

for (const dtype of ['q8', 'q4'] as const) {
  test(`${dtype}: a model computes with the rounded matrices, and no others are rounded`, async () => {
    const rounded = (name: string, values: Float32Array): Float32Array => {
      const { shape } = parameters.get(name)!
      const bits = quantizedBits(dtype, name, shape)
      if (bits === undefined) return values
      const [rows, columns] = shape as [number, number]
      return bits === 4
        ? dequantizeBlocks(quantizeBlocks(values, rows, columns), rows, columns)
        : dequantizeRows(quantizeRows(values, rows, columns), rows, columns)
    }
    const actual = await levelsOf(await modelOf(dtype, checkpoint()))
    const expected = await levelsOf(await modelOf('fp32', checkpoint(rounded)))
    const unrounded = await levelsOf(await modelOf('fp32', checkpoint()))
    // With 4 bits inputs stay float32, with 8 they are rounded to 1/8064 of a row's extreme: 2e-7 and 2e-4 when written.
    expect(actual).toBeAllClose(expected, { absolute: dtype === 'q4' ? 1e-5 : 1e-3 })
    // Rounding itself moves some by 1e-3 and 0.5: it is there, and another matrix, scale or packing would show.
    expect(actual).not.toBeAllClose(unrounded, { absolute: dtype === 'q4' ? 0.1 : 5e-4 })
  })

  test(`${dtype}: the same levels for any batch`, async () => {
    const model = await modelOf(dtype, checkpoint())
    // The design's promise for quantised models.
    expect(await levelsOf(model, 1)).toBeAllClose(await levelsOf(model, 4), { absolute: 2e-3 })
  })
}

import '@deqa/vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TensorSource } from '../src/checkpoint/types.ts'
import type { ModelRecipe } from '../src/convert/model-recipe.ts'
import { quantizedBits } from '../src/convert/weight-storage.ts'
import { listParameters } from '../src/network/parameters.ts'
import { dequantizeBlocks, quantizeBlocks } from '../src/runtime/onnx/quantize-blocks.ts'
import { dequantizeRows, quantizeRows } from '../src/runtime/onnx/quantize-rows.ts'
import { levelsOf, randomCheckpoint, smallModel, smallNetwork } from './random-checkpoint.ts'

/** Three whole blocks of 32 columns, and five. */
const network = smallNetwork({ layers: 2, width: 96, mlpWidth: 160 })
const shapes = new Map(listParameters(network).map(({ name, shape }) => [name, shape]))
const checkpoint = (change?: (name: string, values: Float32Array) => Float32Array) =>
  randomCheckpoint(network, change)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-quantized-model-'))
})
afterAll(() => rm(folder, { recursive: true }))

const modelOf = (dtype: ModelRecipe['dtype'], source: TensorSource) =>
  smallModel(folder, source, { network, dtype })

for (const dtype of ['q8', 'q4'] as const) {
  test(`${dtype}: a model computes with the rounded matrices, and no others are rounded`, async () => {
    const rounded = (name: string, values: Float32Array): Float32Array => {
      const shape = shapes.get(name)!
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
    expect(await levelsOf(model, { batchSize: 1 })).toBeAllClose(await levelsOf(model, { batchSize: 4 }), {
      absolute: 2e-3,
    })
  })
}

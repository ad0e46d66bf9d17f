import '@deqa/vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seededTensor } from '../../../test/operation-cases.ts'
import type { TensorSource } from '../../checkpoint/types.ts'
import { type ReferenceTensor, referenceOps } from '../reference/reference-ops.ts'
import { GraphBuilder } from './graph-builder.ts'
import { onnxOps, valueName, weightValue } from './onnx-ops.ts'
import { dequantizeBlocks, quantizeBlocks } from './quantize-blocks.ts'
import { dequantizeRows, quantizeRows } from './quantize-rows.ts'
import { OnnxSession } from './session.ts'
import type { QuantizedBits } from './stored-weight.ts'
import { placeWeights, WeightsFile } from './weights-file.ts'

/** 24: less than a block. 100: a block that is not full. 4096: as wide as the released model. */
const widths = [24, 100, 4096]

/** Rows of the matrix. */
const OUT = 48

describe('4 bits', () => {
  test.each(widths)('%i columns: the product with the rounded matrix', async (columns) => {
    const { x, matrix } = operands(columns)
    const rounded = dequantizeBlocks(quantizeBlocks(matrix, OUT, columns), OUT, columns)
    // Inputs stay float32, so that only the order of sums differs.
    expect((await product(x, matrix, 4)).data).toBeAllClose(exactProduct(x, rounded), { relativeToMax: 1e-5 })
  })
})

describe('8 bits', () => {
  test.each(widths)('%i columns: the product with the rounded matrix', async (columns) => {
    const { x, matrix } = operands(columns)
    const rounded = dequantizeRows(quantizeRows(matrix, OUT, columns), OUT, columns)
    // x is rounded to 1/8064 of the largest entry of its row: an error of 1/28000 of that each, adding up like noise.
    expect((await product(x, matrix, 8)).data).toBeAllClose(exactProduct(x, rounded), { relativeToMax: 2e-4 })
  })

  test('a row is itself whatever the others are: one of zeros, one far larger, one with an outlier', async () => {
    const columns = 100
    const { x, matrix } = operands(columns)
    x.data.fill(0, columns, 2 * columns)
    for (let i = 2 * columns; i < 3 * columns; i++) x.data[i] = 1e6 * x.data[i]!
    x.data[3 * columns] = 30
    const { data } = await product(x, matrix, 8)
    expect([...data.subarray(OUT, 2 * OUT)]).toEqual(new Array(OUT).fill(0))
    for (const row of [0, 2, 3]) {
      const one = { shape: [1, columns], data: x.data.slice(row * columns, (row + 1) * columns) }
      const alone = await product(one, matrix, 8)
      expect([...data.subarray(row * OUT, (row + 1) * OUT)]).toEqual([...alone.data])
    }
  })
})

/** Some rows, and a matrix [OUT, columns] to multiply them with. */
function operands(columns: number): { x: ReferenceTensor; matrix: Float32Array } {
  return {
    x: seededTensor([5, columns], 2),
    matrix: Float32Array.from(seededTensor([OUT, columns], 1).data),
  }
}

function exactProduct(x: ReferenceTensor, matrix: Float32Array): Float64Array {
  const shape = [OUT, matrix.length / OUT]
  return referenceOps().linear(x, { shape, data: Float64Array.from(matrix) }).data
}

/** What a session computes with the matrix stored in so many bits. */
async function product(x: ReferenceTensor, matrix: Float32Array, bits: QuantizedBits) {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-quantized-'))
  try {
    const shape = [OUT, matrix.length / OUT]
    const graph = new GraphBuilder('quantized')
    const weight = weightValue({ name: 'w', shape, stored: shape, computable: false })
    const input = { name: graph.input('x', x.shape), rank: 2 }
    graph.output(valueName(graph, onnxOps(graph, { bitsOf: () => bits }).linear(input, weight)), 'y')

    const placement = placeWeights(graph.weights, 'weights.bin')
    {
      await using file = await WeightsFile.create(join(folder, 'weights.bin'), placement)
      const wishes = graph.weights.flatMap(({ key, source }) => ('tensor' in source ? [{ key, source }] : []))
      await file.writeFromCheckpoint(wishes, sourceOf(matrix))
    }
    await writeFile(join(folder, 'graph.onnx'), graph.encode(placement))
    const session = await OnnxSession.open(join(folder, 'graph.onnx'), { threads: 1 })
    const { y } = await session.run({ x: { shape: x.shape, data: Float32Array.from(x.data) } })
    await session.release()
    return y!
  } finally {
    await rm(folder, { recursive: true })
  }
}

function sourceOf(values: Float32Array): TensorSource {
  return {
    tensors: new Map(),
    read: async () => values,
    readRows: async () => values,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

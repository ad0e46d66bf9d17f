import '@deqa/vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seededTensor } from '../../../test/operation-cases.ts'
import type { TensorSource } from '../../checkpoint/types.ts'
import { referenceOps } from '../reference/reference-ops.ts'
import { GraphBuilder } from './graph-builder.ts'
import { onnxOps, valueName, weightValue } from './onnx-ops.ts'
import { dequantizeBlocks, quantizeBlocks } from './quantize-blocks.ts'
import { OnnxSession } from './session.ts'
import { placeWeights, WeightsFile } from './weights-file.ts'

/** 24: less than a block. 100: a block that is not full. 4096: as wide as the released model. */
const widths = [24, 100, 4096]

for (const bits of [4, 8] as const) {
  test.each(widths)(`${bits} bits, %i columns: the product with the rounded matrix`, async (columns) => {
    const folder = await mkdtemp(join(tmpdir(), 'deqa-quantized-'))
    try {
      const [rows, tokens] = [48, 5]
      const matrix = seededTensor([rows, columns], 1)
      const x = seededTensor([tokens, columns], 2)
      const graph = new GraphBuilder('quantized')
      const weight = weightValue({ name: 'w', shape: matrix.shape, stored: matrix.shape, computable: false })
      const input = { name: graph.input('x', x.shape), rank: 2 }
      graph.output(valueName(graph, onnxOps(graph, { bitsOf: () => bits }).linear(input, weight)), 'y')

      const placement = placeWeights(graph.weights, 'weights.bin')
      {
        await using file = await WeightsFile.create(join(folder, 'weights.bin'), placement)
        const wishes = graph.weights.flatMap(({ key, source }) =>
          'tensor' in source ? [{ key, source }] : [],
        )
        await file.writeFromCheckpoint(wishes, sourceOf(Float32Array.from(matrix.data)))
      }
      await writeFile(join(folder, 'graph.onnx'), graph.encode(placement))
      const session = await OnnxSession.open(join(folder, 'graph.onnx'), { threads: 1 })
      const { y } = await session.run({ x: { shape: x.shape, data: Float32Array.from(x.data) } })
      await session.release()

      const rounded = dequantizeBlocks(
        quantizeBlocks(Float32Array.from(matrix.data), rows, columns, bits),
        rows,
        columns,
        bits,
      )
      const expected = referenceOps().linear(x, { shape: matrix.shape, data: Float64Array.from(rounded) })
      // The kernel rounds x to 8 bits per block: at most 1/254 of its largest entry each, adding up like noise.
      expect(y!.data).toBeAllClose(expected.data, { relativeToMax: 0.015 })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
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

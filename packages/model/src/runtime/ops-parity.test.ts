import '@deqa/vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Operation, operationCases, seededTensor, seeds } from '../../test/operation-cases.ts'
import { GraphBuilder } from './onnx/graph-builder.ts'
import { onnxOps, valueName } from './onnx/onnx-ops.ts'
import { OnnxSession } from './onnx/session.ts'
import { type ReferenceTensor, referenceOps } from './reference/reference-ops.ts'

async function runOnnx(operation: Operation, inputs: readonly ReferenceTensor[]): Promise<ReferenceTensor> {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-ops-'))
  try {
    const graph = new GraphBuilder('operation')
    const values = inputs.map(({ shape }, i) => ({ name: graph.input(`x${i}`, shape), rank: shape.length }))
    graph.output(valueName(graph, operation(onnxOps(graph), ...values)), 'y')
    await writeFile(join(folder, 'operation.onnx'), graph.encode({ file: 'none', places: new Map() }))
    const session = await OnnxSession.open(join(folder, 'operation.onnx'), { threads: 1 })
    const feeds = inputs.map(
      ({ shape, data }, i) => [`x${i}`, { shape, data: Float32Array.from(data) }] as const,
    )
    const { shape, data } = (await session.run(Object.fromEntries(feeds)))['y']!
    await session.release()
    return { shape, data: Float64Array.from(data) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('the ONNX interpreter computes what the reference computes', () => {
  for (const [name, arbitrary] of Object.entries(operationCases)) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, seeds, async ({ shapes, operation }, firstSeed) => {
          const inputs = shapes.map((shape, i) => seededTensor(shape, firstSeed + i))
          const expected = operation(referenceOps(), ...inputs)
          const actual = await runOnnx(operation, inputs)
          expect(actual.shape).toEqual(expected.shape)
          // float32 against float64 on a few dozen products of numbers below 2.
          expect(actual.data).toBeAllClose(expected.data, { absolute: 2e-6, relativeToMax: 2e-6 })
        }),
        { numRuns: 15 },
      )
    })
  }
})

describe('the reference itself, by hand', () => {
  const ops = referenceOps()
  const of = (data: number[], ...shape: number[]) => ({ shape, data: Float64Array.from(data) })

  test('products, norms and attention', () => {
    expect(ops.matMul(of([1, 2, 3, 4], 2, 2), of([5, 6, 7, 8], 2, 2)).data).toEqual(
      Float64Array.of(19, 22, 43, 50),
    )
    expect(ops.linear(of([1, 2], 1, 2), of([3, 4, 5, 6], 2, 2), of([10, 20], 2)).data).toEqual(
      Float64Array.of(21, 37),
    )
    // mean 2, variance 1
    expect([...ops.layerNorm(of([1, 3], 1, 2), of([2, 2], 2), of([5, 5], 2), 0).data]).toEqual([3, 7])
    // root mean square of 3 and 4 is 5 / √2; float64 rounding only
    expect(ops.rmsNorm(of([3, 4], 1, 2), of([1, 1], 2), 0).data).toBeAllClose(
      [0.6 * Math.SQRT2, 0.8 * Math.SQRT2],
      { absolute: 1e-15 },
    )
    // One query that matches both keys equally averages the values.
    expect([
      ...ops.attention(of([0, 0], 1, 1, 1, 2), of([1, 2, 3, 4], 1, 1, 2, 2), of([1, 2, 3, 4], 1, 1, 2, 2), 2)
        .data,
    ]).toEqual([2, 3])
    // A quarter turn takes (1, 0) to (0, 1).
    expect([...ops.rotary(of([1, 0], 1, 1, 1, 2), of([0, 0], 1, 2), of([1, 1], 1, 2), 2).data]).toEqual([
      0, 1,
    ])
  })

  test('wrong shapes are named', () => {
    expect(() => ops.matMul(of([1], 1, 1), of([1, 2], 2, 1))).toThrow('matMul')
    expect(() => ops.add(of([1, 2], 2), of([1, 2, 3], 3))).toThrow('add')
    expect(() => ops.reshape(of([1, 2], 2), [3])).toThrow('reshape')
    expect(() => ops.slice(of([1, 2], 2), 0, 1, 3)).toThrow('slice')
    expect(() => ops.gatherRows(of([1, 2], 2, 1), [2])).toThrow('gather')
    expect(() => ops.constant([1], [2])).toThrow('constant')
  })
})

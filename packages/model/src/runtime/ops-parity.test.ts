import '@deqa/vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GraphBuilder } from './onnx/graph-builder.ts'
import { onnxOps, valueName } from './onnx/onnx-ops.ts'
import { OnnxSession } from './onnx/session.ts'
import type { Ops } from './ops.ts'
import { type ReferenceTensor, referenceOps } from './reference/reference-ops.ts'

type Shape = readonly number[]
type Operation = <T>(ops: Ops<T>, ...inputs: T[]) => T

/** Seeded values in [-2, 2), so that a failing case can be run again. */
function tensor(shape: Shape, seed: number): ReferenceTensor {
  const length = shape.reduce((product, size) => product * size, 1)
  const data = Float64Array.from({ length }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453
    return Math.fround(4 * (x - Math.floor(x)) - 2)
  })
  return { shape, data }
}

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

const size = fc.integer({ min: 1, max: 5 })
const seed = fc.integer({ min: 0, max: 1000 })
const even = size.map((half) => 2 * half)

/** Each operation on shapes drawn at random: the shapes of its inputs, and the call. */
const cases: Record<string, fc.Arbitrary<{ shapes: Shape[]; operation: Operation }>> = {
  'matMul with broadcast batches': fc.tuple(size, size, size, size).map(([b, m, k, n]) => ({
    shapes: [
      [b, m, k],
      [1, k, n],
    ],
    operation: (ops, x, y) => ops.matMul(x!, y!),
  })),
  'add with a broadcast row': fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n], [n]],
    operation: (ops, x, y) => ops.add(x!, y!),
  })),
  'subtract with a broadcast column': fc.tuple(size, size).map(([m, n]) => ({
    shapes: [
      [m, 1],
      [1, n],
    ],
    operation: (ops, x, y) => ops.subtract(x!, y!),
  })),
  'divide by what is not near zero': fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n], [n]],
    operation: (ops, x, y) => ops.divide(x!, ops.add(ops.multiply(y!, y!), ops.constant([0.5], [1]))),
  })),
  'matMul with transposed factors': fc.tuple(size, size, size, size).map(([b, m, k, n]) => ({
    shapes: [
      [b, k, m],
      [b, n, k],
    ],
    operation: (ops, x, y) => ops.matMul(x!, y!, { transposeA: true, transposeB: true }),
  })),
  'matMul of transposed matrices': fc.tuple(size, size, size).map(([m, k, n]) => ({
    shapes: [
      [k, m],
      [k, n],
    ],
    operation: (ops, x, y) => ops.matMul(x!, y!, { transposeA: true }),
  })),
  'exp, log, sqrt, erf': size.map((n) => ({
    shapes: [[n]],
    operation: (ops, x) => ops.erf(ops.sqrt(ops.log(ops.add(ops.exp(x!), ops.constant([1], [1]))))),
  })),
  'atLeast and isAbove': size.map((n) => ({
    shapes: [[n]],
    operation: (ops, x) => ops.add(ops.atLeast(x!, 0.25), ops.isAbove(x!, -0.5)),
  })),
  sum: fc.tuple(size, size, size).map(([a, b, c]) => ({
    shapes: [[a, b, c]],
    operation: (ops, x) => ops.sum(x!, [0, 2]),
  })),
  logSoftmax: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n]],
    operation: (ops, x) => ops.logSoftmax(x!),
  })),
  'gather and scatterRows': fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n]],
    operation: (ops, x) => {
      const indices = ops.indices([m - 1, 0, m - 1, 0], [2, 2])
      return ops.scatterRows(ops.gather(x!, indices), indices, m)
    },
  })),
  'pick and spread': fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n]],
    operation: (ops, x) => {
      const indices = ops.indices(
        Array.from({ length: m }, (_, i) => i % n),
        [m],
      )
      return ops.spread(ops.pick(x!, indices), indices, n)
    },
  })),
  multiply: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [
      [m, n],
      [m, n],
    ],
    operation: (ops, x, y) => ops.multiply(x!, y!),
  })),
  'reciprocalSqrt of squares': fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n]],
    operation: (ops, x) => ops.reciprocalSqrt(ops.add(ops.multiply(x!, x!), ops.constant([0.5], [1]))),
  })),
  sigmoid: size.map((n) => ({ shapes: [[n]], operation: (ops, x) => ops.sigmoid(x!) })),
  mean: fc.tuple(size, size, size).map(([a, b, c]) => ({
    shapes: [[a, b, c]],
    operation: (ops, x) => ops.mean(x!),
  })),
  softmax: fc
    .tuple(size, size)
    .map(([m, n]) => ({ shapes: [[m, n]], operation: (ops, x) => ops.softmax(x!) })),
  'reshape and transpose': fc.tuple(size, size, size).map(([a, b, c]) => ({
    shapes: [[a, b, c]],
    operation: (ops, x) => ops.transpose(ops.reshape(x!, [b, -1, a]), [2, 0, 1]),
  })),
  'concat and slice': fc.tuple(size, size, size).map(([a, b, c]) => ({
    shapes: [
      [a, b],
      [a, c],
    ],
    operation: (ops, x, y) => ops.slice(ops.concat([x!, y!], 1), 1, b - 1, b + c),
  })),
  gatherRows: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n]],
    operation: (ops, x) => ops.gatherRows(x!, [m - 1, 0, m - 1]),
  })),
  repeatBatch: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [
      [1, n],
      [m, 2],
    ],
    operation: (ops, x, like) => ops.repeatBatch(x!, like!),
  })),
  linear: fc.tuple(size, size, size).map(([m, k, n]) => ({
    shapes: [[2, m, k], [n, k], [n]],
    operation: (ops, x, weight, bias) => ops.linear(x!, weight!, bias),
  })),
  layerNorm: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n + 1], [n + 1], [n + 1]],
    operation: (ops, x, weight, bias) => ops.layerNorm(x!, weight!, bias!, 1e-3),
  })),
  rmsNorm: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n], [n]],
    operation: (ops, x, weight) => ops.rmsNorm(x!, weight!, 1e-3),
  })),
  quickGelu: size.map((n) => ({ shapes: [[n]], operation: (ops, x) => ops.quickGelu(x!) })),
  silu: size.map((n) => ({ shapes: [[n]], operation: (ops, x) => ops.silu(x!) })),
  'attention with a mask': fc.tuple(size, size, size, size).map(([b, t, s, h]) => ({
    shapes: [
      [b, 2, t, h],
      [b, 2, s, h],
      [b, 2, s, h],
      [t, s],
    ],
    operation: (ops, q, k, v, mask) => ops.attention(q!, k!, v!, h, mask),
  })),
  rotary: fc.tuple(size, size, even).map(([b, t, h]) => ({
    shapes: [
      [b, 2, t, h],
      [t, h],
      [t, h],
    ],
    operation: (ops, x, cos, sin) => ops.rotary(x!, cos!, sin!, h),
  })),
}

describe('the ONNX interpreter computes what the reference computes', () => {
  for (const [name, arbitrary] of Object.entries(cases)) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(arbitrary, seed, async ({ shapes, operation }, firstSeed) => {
          const inputs = shapes.map((shape, i) => tensor(shape, firstSeed + i))
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

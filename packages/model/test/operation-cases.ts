import fc from 'fast-check'
import type { Ops } from '../src/runtime/ops.ts'
import type { ReferenceTensor } from '../src/runtime/reference/reference-ops.ts'

/** One call of the algebra, for any interpreter. */
export type Operation = <T>(ops: Ops<T>, ...inputs: T[]) => T

export interface OperationCase {
  readonly shapes: readonly (readonly number[])[]
  readonly operation: Operation
  /** Inputs that the operation takes as constants: no gradient is asked for. */
  readonly constants?: readonly number[]
}

/** Seeded values in [-2, 2), so that a failing case can be run again. */
export function seededTensor(shape: readonly number[], seed: number): ReferenceTensor {
  const length = shape.reduce((product, size) => product * size, 1)
  const data = Float64Array.from({ length }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453
    return Math.fround(4 * (x - Math.floor(x)) - 2)
  })
  return { shape, data }
}

const size = fc.integer({ min: 1, max: 5 })
/** Where the values of a case begin. */
export const seeds = fc.integer({ min: 0, max: 1000 })
/** Of the norms; large, because a row of almost equal values has slopes too steep to check by differences. */
const EPS = 0.1
const even = size.map((half) => 2 * half)

/** Every operation of the algebra, on shapes drawn at random. */
export const operationCases: Readonly<Record<string, fc.Arbitrary<OperationCase>>> = {
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
    operation: (ops, x, weight, bias) => ops.layerNorm(x!, weight!, bias!, EPS),
  })),
  rmsNorm: fc.tuple(size, size).map(([m, n]) => ({
    shapes: [[m, n], [n]],
    operation: (ops, x, weight) => ops.rmsNorm(x!, weight!, EPS),
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
    constants: [1, 2],
  })),
}

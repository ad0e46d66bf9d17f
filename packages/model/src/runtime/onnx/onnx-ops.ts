import type { ParameterRequest } from '../../network/parameters.ts'
import { withCompositeOps } from '../composite-ops.ts'
import type { Ops, PrimitiveOps } from '../ops.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { integerProduct } from './integer-product.ts'
import { ELEMENT_TYPE } from './onnx-format.ts'
import { BLOCK_SIZE } from './quantize-blocks.ts'
import {
  type CheckpointSource,
  type QuantizedBits,
  storedWeight,
  type WeightPrecision,
} from './stored-weight.ts'

/** A value in a graph under construction: either computed, or (part of) a weight that is not placed yet. */
export type OnnxValue = { readonly name: string; readonly rank: number } | UnplacedWeight

interface UnplacedWeight {
  readonly weight: CheckpointSource
  readonly rank: number
}

export interface OnnxOpsOptions {
  /**
   * In how many bits to store a matrix of `linear`, by its tensor; undefined for floats. Tables, gathered
   * rows, norms and biases are always floats. @default floats for all
   */
  readonly bitsOf?: (tensor: string, shape: readonly number[]) => QuantizedBits | undefined
}

/**
 * `MatMulNBits` with activations in float32. For the 77 rows of an image that is as fast as rounding them to 8 bits per
 * block (level 4), for the rows of a batch faster, and it loses nothing besides the rounding of the matrix.
 */
const FLOAT32_PRODUCTS = 1

/** A parameter of the network as a value: nothing is stored until an operation uses it. */
export function weightValue({ name, shape }: ParameterRequest, precision?: WeightPrecision): OnnxValue {
  return { weight: { tensor: name, shape, ...(precision && { precision }) }, rank: shape.length }
}

/** The name of a value in its graph; a weight that nothing has used yet is stored as it is. */
export function valueName(graph: GraphBuilder, value: OnnxValue): string {
  return 'name' in value ? value.name : graph.weight(storedWeight(value.weight))
}

/**
 * The interpreter that writes an ONNX graph. Weights are stored in the layout in which they are used: the
 * matrix of a `linear` transposed, a gathered table as its few rows.
 */
export function onnxOps(
  graph: GraphBuilder,
  { bitsOf: bitsOfTensor = () => undefined }: OnnxOpsOptions = {},
): Ops<OnnxValue> {
  const name = (value: OnnxValue) => valueName(graph, value)
  const value = (rank: number, result: string): OnnxValue => ({ name: result, rank })
  const binary = (opType: string) => (a: OnnxValue, b: OnnxValue) =>
    value(Math.max(a.rank, b.rank), graph.node(opType, [name(a), name(b)]))
  const scalar = (number: number) => graph.floats(Float32Array.of(number), [1])
  const unary = (opType: string) => (x: OnnxValue) => value(x.rank, graph.node(opType, [name(x)]))
  const swapLastAxes = (x: OnnxValue): OnnxValue => {
    const axes = Array.from({ length: x.rank }, (_, axis) => axis)
    const perm = { ints: [...axes.slice(0, -2), x.rank - 1, x.rank - 2] }
    return value(x.rank, graph.node('Transpose', [name(x)], { perm }))
  }

  const primitives: PrimitiveOps<OnnxValue> = {
    constant: (values, shape) => value(shape.length, graph.floats(Float32Array.from(values), shape)),
    indices: (values, shape) => value(shape.length, graph.integers(values, shape)),
    matMul(a, b, { transposeA = false, transposeB = false } = {}) {
      if (a.rank === 2 && b.rank === 2 && (transposeA || transposeB)) {
        const flags = { transA: { i: Number(transposeA) }, transB: { i: Number(transposeB) } }
        return value(2, graph.node('Gemm', [name(a), name(b)], flags))
      }
      return binary('MatMul')(transposeA ? swapLastAxes(a) : a, transposeB ? swapLastAxes(b) : b)
    },
    detach: (x) => x,
    add: binary('Add'),
    subtract: binary('Sub'),
    multiply: binary('Mul'),
    divide: binary('Div'),
    atLeast: (x, floor) => value(x.rank, graph.node('Max', [name(x), scalar(floor)])),
    isAbove: (x, threshold) =>
      value(
        x.rank,
        graph.node('Cast', [graph.node('Greater', [name(x), scalar(threshold)])], {
          to: { i: ELEMENT_TYPE.float32 },
        }),
      ),
    exp: unary('Exp'),
    log: unary('Log'),
    sqrt: unary('Sqrt'),
    erf: unary('Erf'),
    reciprocalSqrt: (x) => unary('Reciprocal')(unary('Sqrt')(x)),
    sigmoid: unary('Sigmoid'),
    mean: (x) =>
      value(x.rank, graph.node('ReduceMean', [name(x), graph.integers([-1])], { keepdims: { i: 1 } })),
    sum: (x, axes) =>
      value(x.rank, graph.node('ReduceSum', [name(x), graph.integers(axes)], { keepdims: { i: 1 } })),
    logSoftmax: (x) => value(x.rank, graph.node('LogSoftmax', [name(x)], { axis: { i: -1 } })),
    softmax: (x) => value(x.rank, graph.node('Softmax', [name(x)], { axis: { i: -1 } })),
    reshape: (x, shape) => value(shape.length, graph.node('Reshape', [name(x), graph.integers(shape)])),
    transpose: (x, permutation) =>
      value(x.rank, graph.node('Transpose', [name(x)], { perm: { ints: permutation } })),
    concat: (parts, axis) =>
      value(parts[0]?.rank ?? 0, graph.node('Concat', parts.map(name), { axis: { i: axis } })),
    slice: (x, axis, start, end) =>
      value(
        x.rank,
        graph.node('Slice', [
          name(x),
          graph.integers([start]),
          graph.integers([end]),
          graph.integers([axis]),
        ]),
      ),
    pad(x, axis, before, after) {
      const pads = [graph.integers([before, after]), graph.floats(Float32Array.of(0), [])]
      return value(x.rank, graph.node('Pad', [name(x), ...pads, graph.integers([axis])]))
    },
    expand: (x, shape) => value(shape.length, graph.node('Expand', [name(x), graph.integers(shape)])),
    gatherRows(table, rows) {
      if ('weight' in table && !table.weight.rows)
        return { weight: { ...table.weight, rows }, rank: table.rank }
      return value(table.rank, graph.node('Gather', [name(table), graph.integers(rows)], { axis: { i: 0 } }))
    },
    gather: (table, indices) =>
      value(indices.rank + 1, graph.node('Gather', [name(table), name(indices)], { axis: { i: 0 } })),
    scatterRows(values, indices, rows) {
      const width = graph.node('Shape', [name(values)], { start: { i: -1 } })
      const shape = graph.node('Concat', [graph.integers([rows]), width], { axis: { i: 0 } })
      const zeros = graph.node('ConstantOfShape', [shape])
      const places = graph.node('Unsqueeze', [name(indices), graph.integers([-1])])
      return value(2, graph.node('ScatterND', [zeros, places, name(values)], { reduction: { s: 'add' } }))
    },
    pick(x, indices) {
      const places = graph.node('Unsqueeze', [name(indices), graph.integers([-1])])
      return value(x.rank, graph.node('GatherElements', [name(x), places], { axis: { i: -1 } }))
    },
    spread(values, indices, width) {
      const hot = graph.node('OneHot', [
        name(indices),
        graph.integers([width]),
        graph.floats(Float32Array.of(0, 1), [2]),
      ])
      return binary('Mul')(value(values.rank, hot), values)
    },
    repeatBatch(x, like) {
      const batch = graph.node('Shape', [name(like)], { start: { i: 0 }, end: { i: 1 } })
      const ones = graph.integers(new Array<number>(x.rank - 1).fill(1))
      const shape = graph.node('Concat', [batch, ones], { axis: { i: 0 } })
      return value(x.rank, graph.node('Expand', [name(x), shape]))
    },
  }

  const ops = withCompositeOps(primitives)

  const bitsOf = ({ weight }: UnplacedWeight) =>
    weight.rows ? undefined : bitsOfTensor(weight.tensor, weight.shape)

  const plain = (x: OnnxValue, weight: UnplacedWeight): OnnxValue => {
    if (weight.weight.rows) return ops.linear(x, value(weight.rank, name(weight)))
    const stored = storedWeight({ ...weight.weight, layout: 'transposed' })
    return ops.matMul(x, value(weight.rank, graph.weight(stored)))
  }
  const quantized = (
    x: OnnxValue,
    { weight }: UnplacedWeight,
    width: QuantizedBits,
    transposed: boolean,
  ): OnnxValue => {
    const part = (name: 'codes' | 'scales') =>
      graph.weight(storedWeight({ ...weight, layout: { part: name, bits: width, transposed } }))
    if (width === 8) return value(x.rank, integerProduct(graph, name(x), part('codes'), part('scales')))
    const [out, input] = (transposed ? weight.shape.toReversed() : weight.shape) as [number, number]
    const product = graph.runtimeNode('MatMulNBits', [name(x), part('codes'), part('scales')], {
      N: { i: out },
      K: { i: input },
      bits: { i: width },
      block_size: { i: BLOCK_SIZE },
      accuracy_level: { i: FLOAT32_PRODUCTS },
    })
    return value(x.rank, product)
  }

  return {
    ...ops,
    linear(x, weight, bias) {
      if (!('weight' in weight)) {
        if (x.rank !== 2 || bias === undefined) return ops.linear(x, weight, bias)
        return value(2, graph.node('Gemm', [x, weight, bias].map(name), { transB: { i: 1 } }))
      }
      const width = bitsOf(weight)
      const product = width === undefined ? plain(x, weight) : quantized(x, weight, width, false)
      return bias === undefined ? product : ops.add(product, bias)
    },
    linearTransposed(x, weight) {
      const width = 'weight' in weight ? bitsOf(weight) : undefined
      return 'weight' in weight && width !== undefined
        ? quantized(x, weight, width, true)
        : ops.linearTransposed(x, weight)
    },
    // As the fused norm with weight 1; the kernel gives mean and deviation besides.
    standardize(x, eps) {
      const one = graph.node('Expand', [scalar(1), graph.node('Shape', [name(x)], { start: { i: -1 } })])
      const attributes = { axis: { i: -1 }, epsilon: { f: eps } }
      const [normed, , inverseStd] = graph.nodes('LayerNormalization', [name(x), one], 3, attributes)
      return { normed: value(x.rank, normed!), inverseStd: value(x.rank, inverseStd!) }
    },
    layerNorm: (x, weight, bias, eps) =>
      value(
        x.rank,
        graph.node('LayerNormalization', [name(x), name(weight), name(bias)], {
          axis: { i: -1 },
          epsilon: { f: eps },
        }),
      ),
  }
}

import type { ParameterRequest } from '../../network/parameters.ts'
import { withCompositeOps } from '../composite-ops.ts'
import type { Ops, PrimitiveOps } from '../ops.ts'
import type { GraphBuilder } from './graph-builder.ts'
import { type CheckpointSource, storedWeight } from './stored-weight.ts'

/** A value in a graph under construction: either computed, or (part of) a weight that is not placed yet. */
export type OnnxValue =
  | { readonly name: string; readonly rank: number }
  | { readonly weight: CheckpointSource; readonly rank: number }

/** A parameter of the network as a value: nothing is stored until an operation uses it. */
export function weightValue({ name, shape }: ParameterRequest): OnnxValue {
  return { weight: { tensor: name, shape }, rank: shape.length }
}

/** The name of a value in its graph; a weight that nothing has used yet is stored as it is. */
export function valueName(graph: GraphBuilder, value: OnnxValue): string {
  return 'name' in value ? value.name : graph.weight(storedWeight(value.weight))
}

/**
 * The interpreter that writes an ONNX graph. Weights are stored in the layout in which they are used: the
 * matrix of a `linear` transposed, a gathered table as its few rows.
 */
export function onnxOps(graph: GraphBuilder): Ops<OnnxValue> {
  const name = (value: OnnxValue) => valueName(graph, value)
  const value = (rank: number, result: string): OnnxValue => ({ name: result, rank })
  const binary = (opType: string) => (a: OnnxValue, b: OnnxValue) =>
    value(Math.max(a.rank, b.rank), graph.node(opType, [name(a), name(b)]))
  const unary = (opType: string) => (x: OnnxValue) => value(x.rank, graph.node(opType, [name(x)]))
  const matMul = binary('MatMul')

  const primitives: PrimitiveOps<OnnxValue> = {
    constant: (values, shape) => value(shape.length, graph.floats(Float32Array.from(values), shape)),
    matMul,
    add: binary('Add'),
    subtract: binary('Sub'),
    multiply: binary('Mul'),
    reciprocalSqrt: (x) => unary('Reciprocal')(unary('Sqrt')(x)),
    sigmoid: unary('Sigmoid'),
    mean: (x) =>
      value(x.rank, graph.node('ReduceMean', [name(x), graph.integers([-1])], { keepdims: { i: 1 } })),
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
    gatherRows(table, rows) {
      if ('weight' in table && !table.weight.rows)
        return { weight: { ...table.weight, rows }, rank: table.rank }
      return value(table.rank, graph.node('Gather', [name(table), graph.integers(rows)], { axis: { i: 0 } }))
    },
    repeatBatch(x, like) {
      const batch = graph.node('Shape', [name(like)], { start: { i: 0 }, end: { i: 1 } })
      const ones = graph.integers(new Array<number>(x.rank - 1).fill(1))
      const shape = graph.node('Concat', [batch, ones], { axis: { i: 0 } })
      return value(x.rank, graph.node('Expand', [name(x), shape]))
    },
  }

  const ops = withCompositeOps(primitives)
  return {
    ...ops,
    linear(x, weight, bias) {
      if (!('weight' in weight)) return ops.linear(x, weight, bias)
      const stored = graph.weight(storedWeight({ ...weight.weight, transposed: true }))
      const product = matMul(x, value(weight.rank, stored))
      return bias === undefined ? product : ops.add(product, bias)
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

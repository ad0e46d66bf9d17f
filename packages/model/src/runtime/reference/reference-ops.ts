import { erf } from '@deqa/soft-label'
import { withCompositeOps } from '../composite-ops.ts'
import type { Ops, PrimitiveOps } from '../ops.ts'
import { broadcastShapes, countElements, inferShape } from '../shapes.ts'

/** A tensor of the reference interpreter: numbers in memory, float64, row-major. */
export interface ReferenceTensor {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

/**
 * The plain interpreter: float64, one loop per operation, no tricks. Slow on purpose and kept for ever; every
 * faster interpreter is tested against it. Shape mistakes throw a `RangeError` that names the operation.
 */
export function referenceOps(): Ops<ReferenceTensor> {
  return withCompositeOps(primitives)
}

function tensor(
  shape: readonly number[],
  data: Float64Array = new Float64Array(countElements(shape)),
): ReferenceTensor {
  return { shape, data }
}

/** Row-major strides; an axis of length 1 gets stride 0, so that it repeats when broadcast. */
function broadcastStrides(shape: readonly number[], rank: number): number[] {
  const strides = new Array<number>(rank).fill(0)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!
    strides[rank - shape.length + axis] = length === 1 ? 0 : step
    step *= length
  }
  return strides
}

function swapLastAxes(x: ReferenceTensor): ReferenceTensor {
  const rank = x.shape.length
  const axes = x.shape.map((_, axis) => axis)
  return primitives.transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2])
}

function requireIndex(name: string, index: number, length: number): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return
  throw new RangeError(`${name}: expected an index below ${length}, got ${index}`)
}

/** Calls `visit` for every index of `shape` in row-major order, with the offset in each strided operand. */
function forEachIndex(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  visit: (position: number, offsets: number[]) => void,
): void {
  const index = new Array<number>(shape.length).fill(0)
  const offsets = new Array<number>(strides.length).fill(0)
  const total = countElements(shape)
  for (let position = 0; position < total; position++) {
    visit(position, offsets)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      for (let s = 0; s < strides.length; s++) offsets[s]! += strides[s]![axis]!
      if (index[axis]! < shape[axis]!) break
      for (let s = 0; s < strides.length; s++) offsets[s]! -= strides[s]![axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}

function elementwise(
  name: string,
  a: ReferenceTensor,
  b: ReferenceTensor,
  apply: (x: number, y: number) => number,
): ReferenceTensor {
  const shape = broadcastShapes(name, a.shape, b.shape)
  const out = tensor(shape)
  const strides = [broadcastStrides(a.shape, shape.length), broadcastStrides(b.shape, shape.length)]
  forEachIndex(shape, strides, (position, [i, j]) => {
    out.data[position] = apply(a.data[i!]!, b.data[j!]!)
  })
  return out
}

const map = (x: ReferenceTensor, apply: (value: number) => number): ReferenceTensor =>
  tensor(x.shape, x.data.map(apply))

const primitives: PrimitiveOps<ReferenceTensor> = {
  constant(values, shape) {
    if (values.length !== countElements(shape)) {
      throw new RangeError(
        `constant: expected ${countElements(shape)} values for [${shape}], got ${values.length}`,
      )
    }
    return tensor(shape, Float64Array.from(values))
  },
  indices(values, shape) {
    return primitives.constant(values, shape)
  },
  matMul(left, right, { transposeA = false, transposeB = false } = {}) {
    const a = transposeA ? swapLastAxes(left) : left
    const b = transposeB ? swapLastAxes(right) : right
    const [m, k] = a.shape.slice(-2) as [number, number]
    const [inner, n] = b.shape.slice(-2) as [number, number]
    if (k !== inner)
      throw new RangeError(`matMul: expected inner lengths to agree, got [${a.shape}] and [${b.shape}]`)
    const batch = broadcastShapes('matMul', a.shape.slice(0, -2), b.shape.slice(0, -2))
    const out = tensor([...batch, m, n])
    const strides = [a, b].map((x) => broadcastStrides(x.shape.slice(0, -2), batch.length))
    forEachIndex(batch, strides, (position, [i, j]) => {
      const fromA = i! * m * k
      const fromB = j! * k * n
      for (let row = 0; row < m; row++) {
        const target = position * m * n + row * n
        for (let x = 0; x < k; x++) {
          const factor = a.data[fromA + row * k + x]!
          for (let column = 0; column < n; column++) {
            out.data[target + column]! += factor * b.data[fromB + x * n + column]!
          }
        }
      }
    })
    return out
  },
  detach: (x) => x,
  add: (a, b) => elementwise('add', a, b, (x, y) => x + y),
  subtract: (a, b) => elementwise('subtract', a, b, (x, y) => x - y),
  multiply: (a, b) => elementwise('multiply', a, b, (x, y) => x * y),
  divide: (a, b) => elementwise('divide', a, b, (x, y) => x / y),
  atLeast: (x, floor) => map(x, (value) => Math.max(value, floor)),
  isAbove: (x, threshold) => map(x, (value) => (value > threshold ? 1 : 0)),
  exp: (x) => map(x, Math.exp),
  log: (x) => map(x, Math.log),
  sqrt: (x) => map(x, Math.sqrt),
  erf: (x) => map(x, erf),
  reciprocalSqrt: (x) => map(x, (value) => 1 / Math.sqrt(value)),
  sigmoid: (x) => map(x, (value) => 1 / (1 + Math.exp(-value))),
  mean(x) {
    const length = x.shape.at(-1)!
    const out = tensor([...x.shape.slice(0, -1), 1])
    x.data.forEach((value, position) => {
      out.data[Math.floor(position / length)]! += value / length
    })
    return out
  },
  sum(x, axes) {
    const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    const out = tensor(shape)
    forEachIndex(x.shape, [broadcastStrides(shape, shape.length)], (position, [i]) => {
      out.data[i!]! += x.data[position]!
    })
    return out
  },
  softmax: (x) => map(primitives.logSoftmax(x), Math.exp),
  logSoftmax(x) {
    const length = x.shape.at(-1)!
    const out = tensor(x.shape, x.data.slice())
    for (let start = 0; start < out.data.length; start += length) {
      const row = out.data.subarray(start, start + length)
      const max = row.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY)
      const sum = row.reduce((total, value) => total + Math.exp(value - max), 0)
      row.set(row.map((value) => value - max - Math.log(sum)))
    }
    return out
  },
  reshape: (x, shape) => tensor(inferShape(shape, x.data.length), x.data),
  transpose(x, permutation) {
    const shape = permutation.map((axis) => x.shape[axis]!)
    const strides = broadcastStrides(x.shape, x.shape.length)
    const out = tensor(shape)
    forEachIndex(shape, [permutation.map((axis) => strides[axis]!)], (position, [i]) => {
      out.data[position] = x.data[i!]!
    })
    return out
  },
  concat(parts, axis) {
    const [first] = parts
    if (!first) throw new RangeError('concat: expected at least one part, got none')
    const lengths = parts.map((part) => part.shape[axis]!)
    const shape = first.shape.map((length, i) => (i === axis ? lengths.reduce((a, b) => a + b, 0) : length))
    const inner = countElements(first.shape.slice(axis + 1))
    const outer = countElements(first.shape.slice(0, axis))
    const out = tensor(shape)
    let at = 0
    for (let block = 0; block < outer; block++) {
      parts.forEach((part, i) => {
        const run = lengths[i]! * inner
        if (countElements(part.shape) !== outer * run) {
          throw new RangeError(
            `concat: expected shapes equal off axis ${axis}, got [${first.shape}] and [${part.shape}]`,
          )
        }
        out.data.set(part.data.subarray(block * run, (block + 1) * run), at)
        at += run
      })
    }
    return out
  },
  slice(x, axis, start, end) {
    const length = x.shape[axis]!
    if (start < 0 || end > length || start >= end) {
      throw new RangeError(
        `slice: expected a range inside 0..${length} of axis ${axis}, got ${start}..${end}`,
      )
    }
    const inner = countElements(x.shape.slice(axis + 1))
    const outer = countElements(x.shape.slice(0, axis))
    const out = tensor(x.shape.map((old, i) => (i === axis ? end - start : old)))
    const run = (end - start) * inner
    for (let block = 0; block < outer; block++) {
      const from = (block * length + start) * inner
      out.data.set(x.data.subarray(from, from + run), block * run)
    }
    return out
  },
  pad(x, axis, before, after) {
    const zeros = (length: number) => tensor(x.shape.map((old, i) => (i === axis ? length : old)))
    return primitives.concat([zeros(before), x, zeros(after)], axis)
  },
  expand: (x, shape) => elementwise('expand', tensor(shape), x, (_, value) => value),
  gatherRows: (table, rows) => primitives.gather(table, primitives.indices(rows, [rows.length])),
  gather(table, indices) {
    const [length, width] = table.shape as [number, number]
    const out = tensor([...indices.shape, width])
    indices.data.forEach((row, i) => {
      requireIndex('gather', row, length)
      out.data.set(table.data.subarray(row * width, (row + 1) * width), i * width)
    })
    return out
  },
  scatterRows(values, indices, rows) {
    const width = values.shape.at(-1)!
    const out = tensor([rows, width])
    indices.data.forEach((row, i) => {
      requireIndex('scatterRows', row, rows)
      for (let x = 0; x < width; x++) out.data[row * width + x]! += values.data[i * width + x]!
    })
    return out
  },
  pick(x, indices) {
    const width = x.shape.at(-1)!
    const data = indices.data.map((index, row) => {
      requireIndex('pick', index, width)
      return x.data[row * width + index]!
    })
    return tensor([...indices.shape, 1], data)
  },
  spread(values, indices, width) {
    const out = tensor([...indices.shape, width])
    indices.data.forEach((index, row) => {
      requireIndex('spread', index, width)
      out.data[row * width + index] = values.data[row]!
    })
    return out
  },
  repeatBatch(x, like) {
    const batch = like.shape[0]!
    if (x.shape[0] === batch) return x
    if (x.shape[0] !== 1) throw new RangeError(`repeatBatch: expected a first axis of 1, got [${x.shape}]`)
    const out = tensor([batch, ...x.shape.slice(1)])
    for (let i = 0; i < batch; i++) out.data.set(x.data, i * x.data.length)
    return out
  },
}

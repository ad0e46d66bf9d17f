/** Where the elements of a tensor lie in a file. */
export interface TensorLayout {
  /** Element type in the safetensors spelling, a key of `elementTypes`. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Elements to step over per unit of each index. */
  readonly strides: readonly number[]
  /** Byte position of the first element, from the start of the file. */
  readonly position: number
}

/** A file of tensors after its table of contents was read and checked: every layout lies inside the file. */
export interface TensorFile {
  readonly path: string
  readonly size: number
  readonly tensors: ReadonlyMap<string, TensorLayout>
}

/** More axes than any tensor of a real network has. */
export const MAX_RANK = 16

/** Number of elements of a shape, or `undefined` if it is not an exact integer in a double. */
export function countElements(shape: readonly number[]): number | undefined {
  let count = 1
  for (const length of shape) {
    count *= length
    if (count > Number.MAX_SAFE_INTEGER) return undefined
  }
  return count
}

/** Strides of row-major order: the last index runs fastest. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}

/** Whether the elements lie one after the other in row-major order. Axes of length 1 never step. */
export function isContiguous({ shape, strides }: TensorLayout): boolean {
  const expected = rowMajorStrides(shape)
  return shape.every((length, axis) => length === 1 || strides[axis] === expected[axis]) || shape.includes(0)
}

/** The tensor at one index of the first axis. */
export function selectRow(layout: TensorLayout, row: number, elementBytes: number): TensorLayout {
  return {
    dtype: layout.dtype,
    shape: layout.shape.slice(1),
    strides: layout.strides.slice(1),
    position: layout.position + row * layout.strides[0]! * elementBytes,
  }
}

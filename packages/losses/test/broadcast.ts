/** Number of elements of a shape. */
export const count = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1)

/** The shape of two operands together, as in NumPy. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1]
    if (left !== right && left !== 1 && right !== 1)
      throw new RangeError(`[${a}] and [${b}] do not broadcast`)
    return left === 1 ? right : left
  })
}

/** For each element of `shape`, row-major, which element of an operand of shape `own` it takes. */
export function broadcastIndices(own: readonly number[], shape: readonly number[]): number[] {
  return Array.from({ length: count(shape) }, (_, at) => {
    let rest = at
    let index = 0
    let stride = 1
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const place = rest % shape[axis]!
      rest = Math.floor(rest / shape[axis]!)
      const length = own[axis - shape.length + own.length] ?? 1
      if (length !== 1) index += place * stride
      stride *= length
    }
    return index
  })
}

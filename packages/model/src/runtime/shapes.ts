/** A shape that is fully known: of numbers in memory, or in a static graph. */
export type Shape = readonly number[]

export function countElements(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** NumPy's rule: aligned at the last axis, lengths equal or 1. */
export function broadcastShapes(name: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1
    const right = b[axis - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw new RangeError(`${name}: expected shapes that broadcast, got [${a}] and [${b}]`)
    }
    return left === 1 ? right : left
  })
}

/** Fills in the one entry that may be -1. */
export function inferShape(shape: Shape, elements: number): number[] {
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1)
  const full = shape.map((length) => (length === -1 ? elements / known : length))
  if (countElements(full) !== elements || !full.every(Number.isInteger)) {
    throw new RangeError(`reshape: expected ${elements} elements, got shape [${shape}]`)
  }
  return full
}

export function replaceAxis(shape: Shape, axis: number, length: number): number[] {
  return shape.map((old, i) => (i === axis ? length : old))
}

/** The last axis, where it stays with length 1. */
export function reduceLast(shape: Shape): number[] {
  return [...shape.slice(0, -1), 1]
}

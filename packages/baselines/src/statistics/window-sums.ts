import type { Area, Plane } from '../image/plane.ts'

/** The sums over a sample that fitting a generalised Gaussian needs. */
export interface SampleSums {
  readonly count: number
  readonly left: number
  readonly leftSquares: number
  readonly right: number
  readonly rightSquares: number
  /** Σ |x| */
  readonly absolute: number
}

/** From a pixel to the neighbour it is multiplied with: right, below, and the two diagonals. */
export const NEIGHBOURS = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
] as const

/** Sums over the values inside an area. */
export function valueSums(plane: Plane, area: Area): SampleSums {
  return sums(plane, area, undefined)
}

/** Sums over the products of neighbours that both lie inside an area. */
export function productSums(plane: Plane, area: Area, neighbour: (typeof NEIGHBOURS)[number]): SampleSums {
  return sums(plane, area, neighbour)
}

function sums(
  { width: row, data }: Plane,
  { left: x0, top, width, height }: Area,
  neighbour: readonly [number, number] | undefined,
): SampleSums {
  const [dx, dy] = neighbour ?? [0, 0]
  const first = x0 + Math.max(-dx, 0)
  const end = x0 + width - Math.max(dx, 0)
  const step = dy * row + dx
  let [left, leftSquares, right, rightSquares, absolute] = [0, 0, 0, 0, 0]
  for (let y = top; y < top + height - dy; y++) {
    for (let i = y * row + first, stop = y * row + end; i < stop; i++) {
      const value = neighbour ? data[i]! * data[i + step]! : data[i]!
      if (value < 0) {
        left++
        leftSquares += value * value
        absolute -= value
      } else if (value > 0) {
        right++
        rightSquares += value * value
        absolute += value
      }
    }
  }
  return { count: (end - first) * (height - dy), left, leftSquares, right, rightSquares, absolute }
}

/**
 * Mean square of coefficients below which they are rounding errors: one level of one colour in one pixel of a large
 * picture gives more.
 */
const FLAT = 1e-12

/** Whether there is nothing to see in the sums of coefficients. */
export function isFlat({ count, leftSquares, rightSquares }: SampleSums): boolean {
  return leftSquares + rightSquares <= FLAT * count
}

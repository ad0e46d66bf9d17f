import type { Area, Plane } from '../image/plane.ts'
import { isFlat, NEIGHBOURS, productSums, type SampleSums, valueSums } from './window-sums.ts'

/** What NIQE and BRISQUE describe an area of natural-scene coefficients by. */
export interface SceneSums {
  /** Of the coefficients. */
  readonly values: SampleSums
  /** Of the products of neighbours: right, below, and on both diagonals. */
  readonly products: readonly SampleSums[]
}

/** The sums over an area; undefined where nothing in it varies, and nothing could be fitted. */
export function sceneSums(coefficients: Plane, area: Area): SceneSums | undefined {
  const values = valueSums(coefficients, area)
  const products = NEIGHBOURS.map((neighbour) => productSums(coefficients, area, neighbour))
  return isFlat(values) || products.some(({ absolute }) => absolute === 0) ? undefined : { values, products }
}

import { decodeFloats, encodeFloats, readFitted } from '../fitted-file.ts'
import type { KernelRegression } from './kernel-regression.ts'

/** From BRISQUE's 36 features to a quality: higher is better. */
export type BrisqueModel = KernelRegression

/** `models/brisque.json` */
export interface BrisqueFile {
  /** What the regression was fitted on, in words. */
  readonly fittedOn: string
  readonly gamma: number
  readonly bias: number
  readonly mean: readonly number[]
  readonly deviation: readonly number[]
  /** float32, base64, shape [M, 36] */
  readonly centres: string
  /** shape [M] */
  readonly weights: readonly number[]
}

/** The regression that comes with the package. Its file says what it is fitted on. */
export async function loadBrisqueModel(): Promise<BrisqueModel & { readonly fittedOn: string }> {
  const { mean, deviation, centres, weights, ...rest } = await readFitted<BrisqueFile>('brisque.json')
  return {
    ...rest,
    mean: Float64Array.from(mean),
    deviation: Float64Array.from(deviation),
    centres: decodeFloats(centres),
    weights: Float64Array.from(weights),
  }
}

/** A regression as its file holds it. */
export function brisqueFile(model: BrisqueModel, fittedOn: string): BrisqueFile {
  const { mean, deviation, gamma, centres, weights, bias } = model
  return {
    fittedOn,
    gamma,
    bias,
    mean: Array.from(mean),
    deviation: Array.from(deviation),
    centres: encodeFloats(centres),
    weights: Array.from(weights, (weight) => Number(weight.toPrecision(9))),
  }
}

import { readFitted } from '../fitted-file.ts'
import type { NiqeModel } from './fit-niqe.ts'

/** `models/niqe.json` */
export interface NiqeFile {
  /** What the model was fitted on, in words. */
  readonly fittedOn: string
  readonly mean: readonly number[]
  /** The lower triangle, row by row, diagonal included. */
  readonly covariance: readonly number[]
}

/** The model that comes with the package. Its file says what it is fitted on. */
export async function loadNiqeModel(): Promise<NiqeModel & { readonly fittedOn: string }> {
  const { fittedOn, mean, covariance } = await readFitted<NiqeFile>('niqe.json')
  const size = mean.length
  const full = new Float64Array(size * size)
  for (let i = 0, at = 0; i < size; i++)
    for (let k = 0; k <= i; k++, at++) {
      full[i * size + k] = covariance[at]!
      full[k * size + i] = covariance[at]!
    }
  return { fittedOn, mean: Float64Array.from(mean), covariance: full }
}

/** A model as its file holds it, to nine digits. */
export function niqeFile({ mean, covariance }: NiqeModel, fittedOn: string): NiqeFile {
  const size = mean.length
  const lower = Array.from({ length: size }, (_, i) =>
    Array.from(covariance.subarray(i * size, i * size + i + 1)),
  )
  return { fittedOn, mean: Array.from(mean, rounded), covariance: lower.flat().map(rounded) }
}

function rounded(value: number): number {
  return Number(value.toPrecision(9))
}

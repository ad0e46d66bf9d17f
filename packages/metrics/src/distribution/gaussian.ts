import { checkNumber } from '../check.ts'

/** A normal distribution N(mean, std²) of scores. std = 0 is the point mass at the mean. */
export interface Gaussian {
  readonly mean: number
  readonly std: number
}

/** Whether the plain formula or the original evaluation's, with its 1e-8 guards, is meant. */
export interface DistanceOptions {
  /** Default `'paper'`: exact. `'upstream'` adds 1e-8 where the original evaluation does. */
  readonly variant?: (typeof VARIANTS)[number]
}

export const VARIANTS = ['paper', 'upstream'] as const

export function checkGaussian(caller: string, name: string, gaussian: Gaussian): void {
  checkNumber(caller, `${name}.mean`, gaussian.mean)
  checkNumber(caller, `${name}.std`, gaussian.std)
  if (gaussian.std < 0) throw new RangeError(`${caller}: expected ${name}.std ≥ 0, got ${gaussian.std}`)
}

import { LOSS_DEFAULTS, type LossOptions } from './loss-options.ts'

const WEIGHTS = ['weightRank', 'weightNextToken', 'weightSoftLabel', 'weightInLevel'] as const

/** Fills in the defaults. @throws {RangeError} if a weight is negative or not finite. */
export function completeOptions(caller: string, options: Partial<LossOptions>): LossOptions {
  const complete = { ...LOSS_DEFAULTS, ...options }
  for (const name of WEIGHTS) {
    const weight = complete[name]
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${caller}: expected a finite ${name} of at least 0, got ${weight}`)
    }
  }
  return complete
}

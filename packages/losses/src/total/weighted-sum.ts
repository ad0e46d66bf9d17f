import { times } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import type { LossOptions } from './loss-options.ts'
import type { SideTerms } from './side-terms.ts'

/** One term of a total with its weight. */
export type Weighted<T> = readonly [term: T | undefined, weight: number]

/** Σ w x over the terms that are there. Each [1] → [1] */
export function weightedSum<T>(ops: LossOps<T>, caller: string, terms: readonly Weighted<T>[]): T {
  const scaled = terms.flatMap(([term, weight]) =>
    term === undefined ? [] : [weight === 1 ? term : times(ops, term, weight)],
  )
  if (scaled.length === 0) throw new RangeError(`${caller}: expected a weight other than 0, got none`)
  return scaled.reduce((sum, term) => ops.add(sum, term))
}

/** The terms of one side, by the weights they have in a total: γ (CE + w_kl KL) + w_in IL */
export function weightedSide<T>(terms: SideTerms<T>, options: LossOptions): readonly Weighted<T>[] {
  return [
    [terms.crossEntropy, options.weightNextToken],
    [terms.kl, options.weightNextToken * options.weightSoftLabel],
    [terms.inLevel, options.weightInLevel],
  ]
}

import { LOSS_DEFAULTS, type LossOptions } from './loss-options.ts'
import type { LossSide } from './loss-side.ts'

const WEIGHTS = ['weightRank', 'weightNextToken', 'weightSoftLabel', 'weightInLevel'] as const

/**
 * Fills in the defaults.
 *
 * @throws {RangeError} if a weight is negative or not finite.
 */
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

/**
 * Checks what no interpreter would notice: a position outside the answer would leave the level token in.
 *
 * @throws {RangeError} if the layout of an answer does not fit in itself.
 */
export function requireLayout<T>(caller: string, side: LossSide<T>): void {
  if ('levelLogits' in side) return
  const { answerTokens, levelPosition, vocabularySize, levelIds } = side.layout
  const inside = (index: number, length: number) => Number.isInteger(index) && index >= 0 && index < length
  if (!inside(levelPosition, answerTokens)) {
    throw new RangeError(`${caller}: expected a levelPosition below ${answerTokens}, got ${levelPosition}`)
  }
  const odd = levelIds.find((id) => !inside(id, vocabularySize))
  if (odd !== undefined) {
    throw new RangeError(`${caller}: expected level ids below ${vocabularySize}, got ${odd}`)
  }
}

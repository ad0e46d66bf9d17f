import { DEVIATIONS } from '../rank/preference.ts'
import { requireNonNegative } from '../require-number.ts'
import { requireOneOf } from '../require-one-of.ts'
import { LOSS_DEFAULTS, type LossOptions } from './loss-options.ts'
import type { LossSide } from './loss-side.ts'

const WEIGHTS = ['weightRank', 'weightNextToken', 'weightSoftLabel', 'weightInLevel'] as const

export const READ_OUTS: readonly LossOptions['readOut'][] = ['closed-set', 'open-set']

const WORDS: { readonly [K in 'label' | 'readOut' | 'rank' | 'deviation']: readonly LossOptions[K][] } = {
  label: ['soft', 'one-hot'],
  readOut: READ_OUTS,
  rank: ['fidelity', 'binary-fidelity', 'binary-cross-entropy'],
  deviation: DEVIATIONS,
}

/**
 * Fills in the defaults, for which `undefined` may stand too.
 *
 * @throws {RangeError} if a weight is negative or not finite, or a word is another one.
 */
export function completeOptions(caller: string, options: Partial<LossOptions>): LossOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const complete: LossOptions = { ...LOSS_DEFAULTS, ...Object.fromEntries(given) }
  for (const [name, choices] of Object.entries(WORDS) as [keyof typeof WORDS, readonly string[]][]) {
    requireOneOf(caller, name, complete[name], choices)
  }
  for (const name of WEIGHTS) requireNonNegative(caller, name, complete[name])
  return complete
}

/**
 * Checks what no interpreter would notice: a position outside the answer would leave the level token in, and a level
 * that is there twice would count twice.
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
  if (levelIds.length < 2 || new Set(levelIds).size < levelIds.length) {
    throw new RangeError(
      `${caller}: expected at least two level ids, each of them once, got [${levelIds.join(', ')}]`,
    )
  }
}

import type { ParameterValues } from '../export/parameter-source.ts'
import { loraFactorOf } from '../program/program-parameters.ts'

/**
 * Weights between those that a run began with and those that it has come to. Where it began with a trained network, some
 * of the way often serves both the new images and the old ones better than all of it.
 *
 *   W = (1 − share) · W_start + share · W_learned
 *
 * Of adapters, which begin as a product of 0, only the second factor is scaled: so what they add to a weight is.
 *
 * @param start - every parameter that was learned, before.
 * @param share - in [0, 1]: 1 is what was learned.
 *
 * Source: Wortsman et al. 2022, “Robust fine-tuning of zero-shot models”, Eq. (1).
 */
export function blendWithStart(
  start: ParameterValues,
  learned: ParameterValues,
  share: number,
): Map<string, Float32Array> {
  return new Map(
    [...learned].map(([name, values]) => {
      const before = start.get(name)
      if (!before) throw new RangeError(`blendWithStart: expected a start for ${name}, got none`)
      if (loraFactorOf(name) === 'down') return [name, values]
      return [name, values.map((value, i) => (1 - share) * before[i]! + share * value)]
    }),
  )
}

import { entriesAt, logSoftmaxValue } from './log-softmax.ts'

/**
 * The divergence of one soft label from the prediction by the whole vocabulary's softmax, Σ t (ln t - ln p) with
 * 0 ln 0 = 0. {@link softLabelKl} is the mean of these.
 *
 * @param logits - shape [V], finite.
 * @param levelIds - K ids in the vocabulary, ascending by the level they stand for.
 * @param softLabel - shape [K], ascending, not negative.
 * @throws {RangeError} if a logit is not finite, an id is outside the vocabulary, or the label has not K such entries.
 */
export function softLabelKlValue(
  logits: ArrayLike<number>,
  levelIds: readonly number[],
  softLabel: ArrayLike<number>,
): number {
  const logProbabilities = logSoftmaxValue('softLabelKlValue', logits)
  return divergence('softLabelKlValue', entriesAt('softLabelKlValue', logProbabilities, levelIds), softLabel)
}

/**
 * The same by a softmax over the K levels alone. {@link closedSetKl} is the mean of these.
 *
 * @param levelLogits - shape [K], ascending, finite.
 * @param softLabel - shape [K], ascending, not negative.
 * @throws {RangeError} if a logit is not finite, or the label has not K such entries.
 */
export function closedSetKlValue(levelLogits: ArrayLike<number>, softLabel: ArrayLike<number>): number {
  return divergence('closedSetKlValue', logSoftmaxValue('closedSetKlValue', levelLogits), softLabel)
}

function divergence(
  caller: string,
  logProbabilities: readonly number[],
  softLabel: ArrayLike<number>,
): number {
  if (softLabel.length !== logProbabilities.length) {
    throw new RangeError(
      `${caller}: expected a label of ${logProbabilities.length} entries, got ${softLabel.length}`,
    )
  }
  return logProbabilities.reduce((sum, logProbability, k) => {
    const t = softLabel[k]!
    if (!(t >= 0 && t < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${caller}: expected label entries of at least 0, got ${t}`)
    }
    return t === 0 ? sum : sum + t * (Math.log(t) - logProbability)
  }, 0)
}

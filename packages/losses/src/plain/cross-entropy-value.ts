import { entriesAt, logSoftmaxValue } from './log-softmax.ts'

/**
 * The cross-entropy of one token: -ln softmax(logits)[target]. {@link crossEntropy} is the mean of these.
 *
 * @param logits - shape [V], finite.
 * @param target - index in [0, V).
 * @throws {RangeError} if a logit is not finite or the target is no index of theirs.
 */
export function crossEntropyValue(logits: ArrayLike<number>, target: number): number {
  const [logProbability] = entriesAt('crossEntropyValue', logSoftmaxValue('crossEntropyValue', logits), [
    target,
  ])
  return 0 - logProbability!
}

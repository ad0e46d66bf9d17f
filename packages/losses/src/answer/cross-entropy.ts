import { flat, times, weightedMean } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'

/**
 * Cross-entropy of next-token prediction, averaged over the tokens that count.
 *
 *   L = -Σ_i w_i ln softmax(logits_i)[target_i] / Σ_i w_i
 *
 * Source: L_ce of DeQA-Score, section 4.1. With all answer tokens, the level's word among them, this is the one-hot
 * baseline (Q-Align; Table 6, model 0); with an answer that ends in “with <word> uncertainty”, model 1.
 *
 * @param logits - [..., V]: for each token the logits that predict it (the shift by one is done).
 * @param targets - [...] of indices in [0, V). A token that is ignored needs some valid index too.
 * @param weights - [...]: 1 for a token that counts, 0 for one that is ignored.
 * @param weightSum - [1]: what to divide by instead of Σ w, for micro-batches whose mean is over the whole batch.
 * @returns [1]; 0 where no token counts.
 *
 * Accuracy: by log-softmax, so finite for logits up to ±1e30 apart.
 */
export function crossEntropy<T>(ops: LossOps<T>, logits: T, targets: T, weights: T, weightSum?: T): T {
  const logProbabilities = flat(ops, ops.pick(ops.logSoftmax(logits), targets))
  return times(ops, weightedMean(ops, logProbabilities, flat(ops, weights), weightSum), -1)
}

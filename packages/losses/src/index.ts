export { crossEntropy } from './answer/cross-entropy.ts'
export { closedSetKl, softLabelKl } from './answer/soft-label-kl.ts'
export { inLevelLoss } from './level/in-level-loss.ts'
export {
  type LevelDistribution,
  levelDistribution,
  openSetLevelDistribution,
} from './level/level-distribution.ts'
export type { LossOps } from './loss-ops.ts'
export { binaryCrossEntropyLossValue } from './plain/binary-cross-entropy-loss-value.ts'
export { binaryFidelityLossValue } from './plain/binary-fidelity-loss-value.ts'
export { crossEntropyValue } from './plain/cross-entropy-value.ts'
export { type FidelityValueOptions, fidelityLossValue } from './plain/fidelity-loss-value.ts'
export { inLevelLossValue } from './plain/in-level-loss-value.ts'
export {
  type LevelDistributionValue,
  levelDistributionValue,
  openSetLevelDistributionValue,
} from './plain/level-distribution-value.ts'
export { liqeLossValue } from './plain/liqe-loss-value.ts'
export { closedSetKlValue, softLabelKlValue } from './plain/soft-label-kl-value.ts'
export { uniqueLossValue } from './plain/unique-loss-value.ts'
export { binaryCrossEntropyLoss } from './rank/binary-cross-entropy-loss.ts'
export { binaryFidelityLoss } from './rank/binary-fidelity-loss.ts'
export { type FidelityOptions, fidelityLoss } from './rank/fidelity-loss.ts'
export { type LiqeBatch, liqeLoss } from './rank/liqe-loss.ts'
export { type LiqePairs, liqePairs } from './rank/liqe-pairs.ts'
export type { Deviation, PredictedScore, ScoreOnly } from './rank/preference.ts'
export {
  type BinaryPreferenceOptions,
  binaryPreference,
  type Rating,
  targetPreference,
} from './rank/target-preference.ts'
export { type UniqueOptions, uniqueLoss } from './rank/unique-loss.ts'
export { deqaLoss, type PairLoss } from './total/deqa-loss.ts'
export {
  LOSS_DEFAULT_SOURCES,
  LOSS_DEFAULTS,
  type LossOptions,
  RELEASED_LOSS_OPTIONS,
} from './total/loss-options.ts'
export type { AnswerLayout, AnswerSide, LevelSide, LossSide } from './total/loss-side.ts'
export { sideDistribution } from './total/side-distribution.ts'
export type { SideTerms } from './total/side-terms.ts'
export { type SingleLoss, singleLoss } from './total/single-loss.ts'
export { readUpstreamLossConfig, type UpstreamLossConfig } from './total/upstream-loss-config.ts'

export { type Adjustment, adjustToMean } from './adjust-to-mean.ts'
export { discretizeGaussian, type LevelDensity } from './discretize-gaussian.ts'
export { erf, erfc } from './error-function.ts'
export { type GaussianLabel, type GaussianLabelOptions, gaussianLabel } from './gaussian-label.ts'
export { levelMoments, type ScoreDistribution } from './level-moments.ts'
export { levelOf } from './level-of.ts'
export { LEVEL_NAMES, type LevelName, levelValues } from './levels.ts'
export { type MomentMatchedLabel, momentMatchedLabel } from './moment-matched-label.ts'
export { type MosScale, normalizeScore, normalizeStd, toMosScale } from './mos-scale.ts'
export { normalCdf, normalInterval, normalPdf } from './normal-distribution.ts'
export { oneHotLabel } from './one-hot-label.ts'
export { preferenceProbability } from './preference-probability.ts'
export { type PseudoStdSource, pseudoStd } from './pseudo-std.ts'
export {
  type GaussianMethod,
  type MomentMatchedMethod,
  type SoftLabel,
  type SoftLabelOptions,
  softLabel,
} from './soft-label.ts'
export { twoLevelLabel } from './two-level-label.ts'
export { UNCERTAINTY_WORDS, type UncertaintyWord, uncertaintyOf } from './uncertainty-of.ts'
export { type VoteLabel, voteLabel } from './vote-label.ts'

export {
  type Agreement,
  type AgreementMeasure,
  type AgreementOptions,
  agreement,
} from './agreement/agreement.ts'
export { type FormatOptions, formatAgreement } from './agreement/format-agreement.ts'
export { formatConfusion, type LevelConfusion, levelConfusion } from './agreement/level-confusion.ts'
export { krcc } from './correlation/krcc.ts'
export { midRanks } from './correlation/mid-ranks.ts'
export { plcc } from './correlation/plcc.ts'
export { srcc } from './correlation/srcc.ts'
export { averagedGaussianJs } from './distribution/averaged-gaussian-js.ts'
export {
  type DistributionAgreement,
  distributionAgreement,
  type Gaussians,
} from './distribution/distribution-agreement.ts'
export type { DistanceOptions, Gaussian } from './distribution/gaussian.ts'
export { gaussianKl } from './distribution/gaussian-kl.ts'
export { gaussianW1, gaussianW2 } from './distribution/gaussian-wasserstein.ts'
export { type LevelDistanceOptions, levelJs, levelKl, levelW1 } from './distribution/level-distances.ts'
export { levelGaussianW1, levelGaussianW2 } from './distribution/level-gaussian-wasserstein.ts'
export { mixtureJs } from './distribution/mixture-js.ts'
export { meanAbsoluteError } from './error/mean-absolute-error.ts'
export { rmse } from './error/rmse.ts'
export type { BootstrapOptions } from './inference/bootstrap-draws.ts'
export { type BootstrapResult, bootstrapInterval, type Interval } from './inference/bootstrap-interval.ts'
export { type ComparisonOptions, compareModels, type ModelComparison } from './inference/compare-models.ts'
export { type MengTestResult, mengTest } from './inference/meng-test.ts'
export {
  type CurveDirection,
  fitLogistic,
  type LogisticFit,
  type LogisticFitOptions,
} from './mapping/fit-logistic.ts'
export { type LogisticForm, logistic4, logistic5 } from './mapping/logistic-forms.ts'

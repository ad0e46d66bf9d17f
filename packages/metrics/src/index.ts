export { krcc } from './correlation/krcc.ts'
export { midRanks } from './correlation/mid-ranks.ts'
export { plcc } from './correlation/plcc.ts'
export { srcc } from './correlation/srcc.ts'
export { meanAbsoluteError } from './error/mean-absolute-error.ts'
export { rmse } from './error/rmse.ts'
export {
  type CurveDirection,
  fitLogistic,
  type LogisticFit,
  type LogisticFitOptions,
} from './mapping/fit-logistic.ts'
export { type LogisticForm, logistic4, logistic5 } from './mapping/logistic-forms.ts'

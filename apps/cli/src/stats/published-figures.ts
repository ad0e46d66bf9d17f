import type { DatasetName } from '@deqa/datasets'
import type { Moments } from './moments-of.ts'

/** What the paper prints about a dataset, with the digits that it prints. */
export interface PublishedFigures {
  /** Table 1. */
  readonly oneHot?: PublishedDiscretization
  readonly soft?: PublishedDiscretization & { readonly js: number; readonly w2: number }
  /** Table 2. */
  readonly alpha?: Moments
  readonly beta?: Moments
  /** Table A1; for PIPAL, appendix B.1, where the deviation is assumed. */
  readonly range: number
  readonly meanStd: number
  readonly meanStdOverRange: number
}

interface PublishedDiscretization {
  readonly l1: number
  readonly rmse: number
  readonly plcc: number
  readonly srcc: number
}

/** DeQA-Score, Tables 1, 2 and A1. */
export const publishedFigures: Readonly<Partial<Record<DatasetName, PublishedFigures>>> = {
  koniq: {
    oneHot: { l1: 0.302, rmse: 0.374, plcc: 0.961, srcc: 0.952 },
    soft: { l1: 0.008, rmse: 0.018, plcc: 1, srcc: 1, js: 0.001, w2: 0.038 },
    alpha: { mean: 1.036, std: 0.041 },
    beta: { mean: -0.005, std: 0.005 },
    range: 2.91,
    meanStd: 0.57,
    meanStdOverRange: 0.1973,
  },
  spaq: {
    oneHot: { l1: 0.299, rmse: 0.366, plcc: 0.969, srcc: 0.968 },
    soft: { l1: 0.011, rmse: 0.025, plcc: 1, srcc: 1, js: 0.022, w2: 0.084 },
    alpha: { mean: 1.033, std: 0.085 },
    beta: { mean: -0.005, std: 0.014 },
    range: 91.67,
    meanStd: 13.93,
    meanStdOverRange: 0.152,
  },
  kadid: {
    oneHot: { l1: 0.327, rmse: 0.389, plcc: 0.979, srcc: 0.982 },
    soft: { l1: 0.024, rmse: 0.038, plcc: 1, srcc: 1, js: 0.01, w2: 0.14 },
    alpha: { mean: 1.118, std: 0.091 },
    beta: { mean: -0.015, std: 0.01 },
    range: 3.93,
    meanStd: 0.86,
    meanStdOverRange: 0.219,
  },
  pipal: { range: 901.04, meanStd: 180.21, meanStdOverRange: 0.2 },
}

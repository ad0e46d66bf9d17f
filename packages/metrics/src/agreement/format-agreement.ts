import type { Agreement, AgreementMeasure } from './agreement.ts'

const ROWS: readonly (readonly [AgreementMeasure, string])[] = [
  ['srcc', 'SRCC'],
  ['plcc', 'PLCC'],
  ['plccFitted', 'PLCC fitted'],
  ['krcc', 'KRCC'],
  ['rmse', 'RMSE'],
  ['rmseFitted', 'RMSE fitted'],
  ['mae', 'MAE'],
]

export interface FormatOptions {
  /** Name of the dataset or model, for the first line. */
  readonly title?: string
  /** Digits after the point. Default 4. */
  readonly digits?: number
}

/**
 * An agreement as a small text table: one measure per line, its interval beside it where there is one, and a last line
 * of warning where the scores run against the ratings.
 */
export function formatAgreement(agreement: Agreement, { title, digits = 4 }: FormatOptions = {}): string {
  const number = (value: number) => value.toFixed(digits).padStart(digits + 3)
  const { intervals, confidence, fit } = agreement
  const heading = [title, `n = ${agreement.n}`, confidence && `${+(100 * confidence).toFixed(6)} % intervals`]
  const rows = ROWS.map(([measure, label]) => {
    const interval = intervals?.[measure]
    const range = interval ? `  [${number(interval.lower).trim()}, ${number(interval.upper).trim()}]` : ''
    return `${label.padEnd(11)} ${number(agreement[measure])}${range}`
  })
  const warnings = [
    fit.inverted &&
      'Inverted: the scores run against the ratings; fitted correlations are given as negative.',
    fit.direction === 'non-monotone' &&
      'The fitted curve is not monotone: it changes the order of some scores.',
    !fit.converged && 'The fit did not converge.',
  ]
  return [heading.filter(Boolean).join(', '), ...rows, ...warnings.filter(Boolean)].join('\n')
}

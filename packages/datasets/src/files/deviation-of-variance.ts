import type { Fields } from './fields.ts'

/**
 * The deviation of a column that holds the variance, √variance; undefined where the column or its value is missing.
 *
 * @throws {DatasetRowInvalid} if the value is not a finite number of zero or more.
 */
export function deviationOfVariance(fields: Fields, column: string): number | undefined {
  const variance = fields.optionalNumber(column)
  if (variance === undefined) return undefined
  if (variance < 0) {
    throw fields.invalid(`${JSON.stringify(column)}: expected a variance of zero or more, got ${variance}`)
  }
  return Math.sqrt(variance)
}

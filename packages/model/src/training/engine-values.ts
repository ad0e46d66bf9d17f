import { countElements } from '../runtime/shapes.ts'
import type { Batch, StepReport } from './training-engine.ts'
import type { ProgramInput, ProgramParameter } from './training-program.ts'

/**
 * The values of a parameter.
 *
 * @throws {RangeError} if they are missing or of another size.
 */
export function requireValue(
  { name, shape }: ProgramParameter,
  values: ReadonlyMap<string, Float32Array>,
): Float32Array {
  const value = values.get(name)
  const expected = countElements(shape)
  if (value?.length === expected) return value
  throw new RangeError(
    `training: expected ${expected} values for parameter ${name}, got ${value?.length ?? 'none'}`,
  )
}

/**
 * The values of an input.
 *
 * @throws {RangeError} if they are missing or of another size.
 */
export function requireInput({ name, shape }: ProgramInput, batch: Batch): Batch[string] {
  const values = batch[name]
  const expected = countElements(shape)
  if (values?.length === expected) return values
  throw new RangeError(`batch: expected ${expected} values for ${name}, got ${values?.length ?? 'none'}`)
}

/** The mean over micro-batches of the same size. */
export function meanReport(reports: readonly StepReport[]): StepReport {
  const mean = (of: (report: StepReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0) / reports.length
  const reported = Object.entries(reports[0]!.reported).map(([name, first]) => [
    name,
    first.map((_, i) => mean((report) => report.reported[name]![i]!)),
  ])
  return { loss: mean(({ loss }) => loss), reported: Object.fromEntries(reported) }
}

import { readFile } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import type { BenchReport } from './bench-report.ts'

/**
 * A report that `deqa bench --json` has written.
 * @throws {UsageError} if the file cannot be read or is something else.
 */
export async function readBench(path: string): Promise<BenchReport> {
  let report: unknown
  try {
    report = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`, ADVICE)
  }
  if (isBench(report)) return report
  throw new UsageError(`${path}: expected what deqa bench --json writes, got something else`, ADVICE)
}

const ADVICE = 'Write two runs first: deqa bench --json > a.json'

function isBench(value: unknown): value is BenchReport {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'deqa-bench'
}

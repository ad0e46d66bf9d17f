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

/** Whether all is there that a comparison reads. */
function isBench(value: unknown): value is BenchReport {
  if (!isObject(value) || value['kind'] !== 'deqa-bench') return false
  const { latencyMs, stages } = value
  return (
    NUMBERS.every((name) => typeof value[name] === 'number') &&
    PARTS.every((name) => isObject(value[name])) &&
    isTimes(latencyMs) &&
    Array.isArray(stages) &&
    stages.every((stage) => isTimes(stage) && typeof stage['name'] === 'string')
  )
}

const NUMBERS = ['loadMs', 'firstScoreMs', 'imagesPerSecond', 'loadedRssBytes', 'peakRssBytes'] as const
const PARTS = ['machine', 'model', 'settings'] as const

function isTimes(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && typeof value['p50'] === 'number' && typeof value['p95'] === 'number'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

import { formatBytes } from '../output/format-bytes.ts'
import { formatTextTable } from '../output/text-table.ts'
import { threeDigits } from '../output/three-digits.ts'
import type { BenchReport } from './bench-report.ts'
import { formatMs } from './format-bench.ts'

/** One measure of two runs. */
export interface ComparedMeasure {
  readonly name: string
  readonly unit: 'ms' | 'images/s' | 'bytes'
  /** Undefined where a run has no such stage. */
  readonly a: number | undefined
  readonly b: number | undefined
  /** b / a */
  readonly ratio: number | undefined
}

export interface BenchComparison {
  readonly measures: readonly ComparedMeasure[]
  /** In what the runs differ besides their times, a sentence each. */
  readonly differences: readonly string[]
}

/** Puts two runs side by side. */
export function compareBench(a: BenchReport, b: BenchReport): BenchComparison {
  const measure = (
    name: string,
    unit: ComparedMeasure['unit'],
    value: (report: BenchReport) => number | undefined,
  ): ComparedMeasure => {
    const [left, right] = [value(a), value(b)]
    const ratio = left === undefined || right === undefined || left === 0 ? undefined : right / left
    return { name, unit, a: left, b: right, ratio }
  }
  const stages = new Set([...a.stages, ...b.stages].map(({ name }) => name))
  return {
    measures: [
      measure('load', 'ms', ({ loadMs }) => loadMs),
      measure('first score', 'ms', ({ firstScoreMs }) => firstScoreMs),
      measure('one image', 'ms', ({ latencyMs }) => latencyMs.p50),
      measure('one image, p95', 'ms', ({ latencyMs }) => latencyMs.p95),
      measure('throughput', 'images/s', ({ imagesPerSecond }) => imagesPerSecond),
      measure('memory, loaded', 'bytes', ({ loadedRssBytes }) => loadedRssBytes),
      measure('memory, at most', 'bytes', ({ peakRssBytes }) => peakRssBytes),
      ...[...stages].map((stage) =>
        measure(stage, 'ms', (report) => report.stages.find(({ name }) => name === stage)?.p50),
      ),
    ],
    differences: differencesOf(a, b),
  }
}

function differencesOf(a: BenchReport, b: BenchReport): string[] {
  const facts: readonly (readonly [string, (report: BenchReport) => unknown])[] = [
    ['the model', ({ model }) => `${model.name} ${model.revision}`],
    ['its dtype', ({ model }) => model.dtype],
    ['the device', ({ model }) => model.device],
    ['the size of batches', ({ settings }) => settings.batchSize],
    ['the number of threads', ({ settings }) => settings.threads ?? 'default'],
    ['whether images are turned upright', ({ settings }) => settings.autoOrient],
    ['the images', ({ settings }) => settings.images],
    ['the processor', ({ machine }) => `${machine.processor}, ${machine.cores} cores`],
    ['Node', ({ machine }) => machine.node],
    ['the runtime', ({ machine }) => machine.onnxruntime],
    ['deqa', ({ deqa }) => deqa],
  ]
  return facts.flatMap(([name, fact]) =>
    fact(a) === fact(b) ? [] : [`${name} differs: ${fact(a)}, then ${fact(b)}`],
  )
}

/** A comparison for people. */
export function formatComparison({ measures }: BenchComparison): string {
  const units = {
    ms: formatMs,
    'images/s': (value: number) => `${threeDigits(value)} /s`,
    bytes: formatBytes,
  } as const
  return formatTextTable({
    head: ['', 'first', 'second', 'ratio'],
    rows: measures.map(({ name, unit, a, b, ratio }) => [
      name,
      a === undefined ? '–' : units[unit](a),
      b === undefined ? '–' : units[unit](b),
      ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    ]),
  })
}

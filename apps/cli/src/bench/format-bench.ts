import { formatBytes } from '../output/format-bytes.ts'
import { formatFields } from '../output/format-fields.ts'
import { formatTextTable } from '../output/text-table.ts'
import { threeDigits } from '../output/three-digits.ts'
import type { BenchReport } from './bench-report.ts'

/** A report for people. */
export function formatBench(report: BenchReport): string {
  const { machine, model, settings, latencyMs, stages } = report
  const facts = formatFields([
    ['model', `${model.name}, revision ${model.revision}, ${model.dtype} on ${model.device}`],
    ['machine', `${machine.processor}, ${machine.cores} cores, ${formatBytes(machine.memoryBytes)} memory`],
    ['images', settings.images],
    ['settings', `batches of ${settings.batchSize}, ${settings.threads ?? 'default'} threads`],
  ])
  const figures = formatFields([
    ['load', formatMs(report.loadMs)],
    ['first score', formatMs(report.firstScoreMs)],
    ['one image', `${formatMs(latencyMs.p50)} (p95 ${formatMs(latencyMs.p95)}, ${latencyMs.runs} runs)`],
    ['throughput', `${threeDigits(report.imagesPerSecond)} images/s`],
    ['memory', `${formatBytes(report.loadedRssBytes)} loaded, at most ${formatBytes(report.peakRssBytes)}`],
  ])
  const table = formatTextTable({
    head: ['stage', 'per image', 'p95', 'share'],
    rows: stages.map(({ name, p50, p95, share }) => [
      name,
      formatMs(p50),
      formatMs(p95),
      `${(100 * share).toFixed(1)} %`,
    ]),
  })
  return [facts, figures, table].join('\n')
}

/** `0.42 ms`, `38.1 ms`, `2.31 s`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`
}

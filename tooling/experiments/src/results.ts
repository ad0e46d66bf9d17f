import { type ResultsRow, resultsTable } from '@deqa/trainer'
import { correlationText } from './correlation-text.ts'
import { markdownTable } from './markdown-table.ts'

/** What one training came to. */
export interface TableRow extends ResultsRow {
  readonly steps: number
  readonly seed: number
  /** Time of the training on the clock; 0 where the run was there already. */
  readonly seconds: number
  /** Time of all cores together; what the training costs however busy the machine is. */
  readonly cpuSeconds: number
}

/** The rows in the form of the paper's Tables 6 and 5, then the intervals and what each run cost; as Markdown. */
export function describeResults(rows: readonly TableRow[]): string {
  const costs = {
    head: ['training', 'updates', 'seed', 'seconds', 'core seconds'],
    rows: rows.map(({ name, steps, seed, seconds, cpuSeconds }) =>
      [name, steps, seed, seconds.toFixed(0), cpuSeconds.toFixed(0)].map(String),
    ),
  }
  const datasets = rows[0]?.results.map(({ dataset }) => dataset) ?? []
  const intervals = {
    head: ['SRCC, 95 % interval', ...datasets],
    rows: rows.map(({ name, results }) => [
      name,
      ...results.map((summary) => (summary.agreement ? correlationText(summary, 'srcc') : '–')),
    ]),
  }
  return [resultsTable(rows), resultsTable(rows, 'distances'), intervals, costs].map(markdownTable).join('\n')
}

import type { EvaluationPart, EvaluationSummary } from '../evaluate/summarize-evaluation.ts'

/** Which of the paper's tables: correlations (3, 4, 6, 7, A4 to A7), JS and Wasserstein (5), KL (A3). */
export type ResultsKind = 'correlations' | 'distances' | 'kl'

/** A row of results: a model or a run, evaluated on some datasets. */
export interface ResultsRow {
  readonly name: string
  readonly results: readonly EvaluationSummary[]
}

/** A table of text, its first column the names of the rows. */
export interface ResultsTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const RESULTS_TITLES: Readonly<Record<ResultsKind, string>> = {
  correlations: 'PLCC / SRCC',
  distances: 'JS divergence / Wasserstein distance',
  kl: 'KL divergence',
}

/**
 * Results in the form of the paper's tables: one row each, one column for each dataset. PLCC follows the fitted logistic,
 * as there. An empty cell was not evaluated; `–` does not exist.
 */
export function resultsTable(rows: readonly ResultsRow[], kind: ResultsKind = 'correlations'): ResultsTable {
  const datasets = [...new Set(rows.flatMap(({ results }) => results.map(({ dataset }) => dataset)))]
  return {
    head: [RESULTS_TITLES[kind], ...datasets],
    rows: rows.map(({ name, results }) => [
      name,
      ...datasets.map((dataset) => {
        const found = results.find((result) => result.dataset === dataset)
        return found ? cellOf(found, kind) : ''
      }),
    ]),
  }
}

function cellOf({ agreement, distribution }: EvaluationSummary, kind: ResultsKind): string {
  switch (kind) {
    case 'correlations':
      return `${format(agreement?.plccFitted)} / ${format(agreement?.srcc)}`
    case 'distances':
      return `${format(distribution?.js)} / ${format(distribution?.w2)}`
    case 'kl':
      return format(distribution?.kl)
  }
}

function format(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3)
}

const COLUMNS = [
  ['images', ({ images }) => images],
  ['plcc', ({ agreement }) => agreement?.plcc],
  ['srcc', ({ agreement }) => agreement?.srcc],
  ['krcc', ({ agreement }) => agreement?.krcc],
  ['plcc_fitted', ({ agreement }) => agreement?.plccFitted],
  ['rmse', ({ agreement }) => agreement?.rmse],
  ['rmse_fitted', ({ agreement }) => agreement?.rmseFitted],
  ['mae', ({ agreement }) => agreement?.mae],
  ['kl', ({ distribution }) => distribution?.kl],
  ['js', ({ distribution }) => distribution?.js],
  ['w2', ({ distribution }) => distribution?.w2],
] as const satisfies readonly (readonly [string, (part: EvaluationPart) => number | undefined])[]

/**
 * Every number as CSV, one line for each row and dataset; a number that does not exist is an empty field. Where kinds of
 * damage were evaluated alone, each has a line too, and a column names it.
 */
export function resultsCsv(rows: readonly ResultsRow[]): string {
  const byDistortion = rows.some(({ results }) => results.some((summary) => summary.byDistortion))
  const cells = (part: EvaluationPart, distortion: string) => [
    ...(byDistortion ? [distortion] : []),
    ...COLUMNS.map(([, read]) => String(read(part) ?? '')),
  ]
  const lines = rows.flatMap(({ name, results }) =>
    results.flatMap((summary) => [
      [name, summary.dataset, ...cells(summary, '')],
      ...(summary.byDistortion ?? []).map((part) => [name, summary.dataset, ...cells(part, part.distortion)]),
    ]),
  )
  const head = [
    'name',
    'dataset',
    ...(byDistortion ? ['distortion'] : []),
    ...COLUMNS.map(([column]) => column),
  ]
  return [head, ...lines].map((line) => `${line.map(quote).join(',')}\n`).join('')
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

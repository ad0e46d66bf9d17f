import type { Dataset, DatasetRow, RowsOptions, SplitName } from '../dataset.ts'

/** The part a row belongs to, or undefined for none. */
export type SplitOf = (row: DatasetRow) => SplitName | undefined

/** The same dataset with its rows assigned to parts by `splitOf`, in place of the split it came with. */
export function withSplit(dataset: Dataset, splitOf: SplitOf): Dataset {
  return { ...dataset, rows: (options) => assign(dataset, splitOf, options) }
}

async function* assign(
  dataset: Dataset,
  splitOf: SplitOf,
  options: RowsOptions | undefined,
): AsyncGenerator<DatasetRow, void, undefined> {
  for await (const { split: _split, ...row } of dataset.rows(options)) {
    const split = splitOf(row)
    yield split === undefined ? row : { ...row, split }
  }
}

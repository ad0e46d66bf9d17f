import type { DatasetRow, RowsOptions } from '../dataset.ts'
import { DatasetRowInvalid } from '../errors.ts'
import type { Fields } from './fields.ts'

/** Turns the fields of a table into rows of a dataset; `toRow` may return undefined to skip one. */
export async function* readRows(
  table: AsyncIterable<Fields>,
  toRow: (fields: Fields) => DatasetRow | undefined,
  { onBadRow }: RowsOptions = {},
): AsyncGenerator<DatasetRow, void, undefined> {
  for await (const fields of table) {
    let row: DatasetRow | undefined
    try {
      fields.requireWidth()
      row = toRow(fields)
    } catch (error) {
      if (!onBadRow || !(error instanceof DatasetRowInvalid)) throw error
      onBadRow(error)
    }
    if (row !== undefined) yield row
  }
}

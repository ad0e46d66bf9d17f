import type { DatasetRow, RowsOptions } from '../dataset.ts'
import { DatasetRowInvalid, messageOf } from '../errors.ts'
import type { Fields } from './fields.ts'

/** Turns the fields of a table into rows of a dataset; `toRow` may return undefined to skip one. */
export async function* readRows(
  table: AsyncIterable<Fields>,
  toRow: (fields: Fields) => DatasetRow | undefined,
  { onBadRow, checkRow }: RowsOptions = {},
): AsyncGenerator<DatasetRow, void, undefined> {
  for await (const fields of table) {
    let row: DatasetRow | undefined
    try {
      fields.requireWidth()
      row = toRow(fields)
      if (row !== undefined) checked(row, fields, checkRow)
    } catch (error) {
      if (!onBadRow || !(error instanceof DatasetRowInvalid)) throw error
      onBadRow(error)
      continue
    }
    if (row !== undefined) yield row
  }
}

function checked(row: DatasetRow, fields: Fields, checkRow: RowsOptions['checkRow']): void {
  try {
    checkRow?.(row)
  } catch (cause) {
    throw fields.invalid(messageOf(cause))
  }
}

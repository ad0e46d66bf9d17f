import readXlsxFile, { readSheet, type SheetData } from 'read-excel-file/node'
import { DatasetFileMalformed, messageOf } from '../errors.ts'
import { Columns, Fields } from './fields.ts'
import { readWholeFile } from './open-file.ts'

export interface WorkbookOptions {
  /** Columns that must be there; the header is the first row that has them all. */
  readonly required: readonly string[]
  /** Name of the sheet. @default the first sheet with such a header */
  readonly sheet?: string
}

/**
 * The rows of a sheet of an .xlsx workbook, below its header row. Empty rows are skipped. Rows are numbered
 * as the spreadsheet shows them. A formula has the value it was saved with; one that failed is empty.
 *
 * @throws {DatasetFileMalformed} if it is no workbook, no sheet has the required columns, or one of them is there twice.
 */
export async function* readWorkbook(
  path: string,
  { required, sheet }: WorkbookOptions,
): AsyncGenerator<Fields, void, undefined> {
  for (const rows of await readSheets(path, sheet)) {
    const header = rows.findIndex((row) => hasAll(row, required))
    if (header === -1) continue
    const columns = new Columns(rows[header]!.map((cell) => String(cell ?? '')))
    columns.require(required, path, header + 1)
    for (const [index, cells] of rows.entries()) {
      if (index <= header || cells.every((cell) => cell === null)) continue
      yield new Fields(path, index + 1, columns, cells)
    }
    return
  }
  const names = required.map((column) => JSON.stringify(column)).join(', ')
  throw new DatasetFileMalformed(path, `no row with the columns ${names} in ${sheet ?? 'any sheet'}`)
}

/** The named sheet alone, so that faults in the others do no harm; without a name, all of them. */
async function readSheets(path: string, sheet: string | undefined): Promise<readonly SheetData[]> {
  const bytes = await readWholeFile(path)
  try {
    if (sheet !== undefined) return [await readSheet(bytes, sheet)]
    return (await readXlsxFile(bytes)).map(({ data }) => data)
  } catch (cause) {
    throw new DatasetFileMalformed(path, `not a readable .xlsx workbook: ${messageOf(cause)}`, { cause })
  }
}

function hasAll(row: readonly unknown[], required: readonly string[]): boolean {
  const columns = new Columns(row.map((cell) => String(cell ?? '')))
  return required.every((name) => columns.placeOf(name) !== undefined)
}

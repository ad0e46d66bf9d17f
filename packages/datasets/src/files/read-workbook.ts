import readXlsxFile from 'read-excel-file/node'
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
 * as the spreadsheet shows them.
 *
 * @throws {DatasetFileMalformed} if it is no workbook, or no sheet has the required columns.
 */
export async function* readWorkbook(
  path: string,
  { required, sheet }: WorkbookOptions,
): AsyncGenerator<Fields, void, undefined> {
  const sheets = await readSheets(path)
  for (const { sheet: name, data } of sheets) {
    if (sheet !== undefined && name !== sheet) continue
    const header = data.findIndex((row) => hasAll(row, required))
    if (header === -1) continue
    const columns = new Columns(data[header]!.map((cell) => String(cell ?? '')))
    for (const [index, cells] of data.entries()) {
      if (index <= header || cells.every((cell) => cell === null)) continue
      yield new Fields(path, index + 1, columns, cells)
    }
    return
  }
  throw new DatasetFileMalformed(
    path,
    `no sheet${sheet === undefined ? '' : ` named ${JSON.stringify(sheet)}`} with the columns ` +
      `${required.map((column) => JSON.stringify(column)).join(', ')}; ` +
      `the sheets are ${sheets.map((each) => JSON.stringify(each.sheet)).join(', ')}`,
  )
}

async function readSheets(path: string): ReturnType<typeof readXlsxFile> {
  const bytes = await readWholeFile(path)
  try {
    return await readXlsxFile(bytes)
  } catch (cause) {
    throw new DatasetFileMalformed(path, `not a readable .xlsx workbook: ${messageOf(cause)}`, { cause })
  }
}

function hasAll(row: readonly unknown[], required: readonly string[]): boolean {
  const columns = new Columns(row.map((cell) => String(cell ?? '')))
  return required.every((name) => columns.placeOf(name) !== undefined)
}

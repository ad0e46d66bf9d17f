import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { DatasetFileMalformed, messageOf } from '../errors.ts'
import { Columns, Fields } from '../files/fields.ts'
import { asDatasetError } from '../files/open-file.ts'

/**
 * The rows of a Parquet file, one row group in memory at a time. `pick` is given the columns of the file and
 * says which of them to read.
 */
export async function* readParquet(
  path: string,
  pick: (columns: Columns) => readonly string[],
): AsyncGenerator<Fields, void, undefined> {
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const all = new Columns(parquetSchema(metadata).children.map(({ element }) => element.name))
    // One column may hold two things, such as image and id.
    const names = [...new Set(pick(all).map((name) => all.names[all.placeOf(name)!]!))]
    const columns = new Columns(names)
    let row = 0
    for (const group of metadata.row_groups) {
      const end = row + Number(group.num_rows)
      const objects = await parquetReadObjects({
        file,
        metadata,
        compressors,
        columns: names,
        rowStart: row,
        rowEnd: end,
      })
      for (const object of objects) {
        row++
        yield new Fields(
          path,
          row,
          columns,
          names.map((name) => object[name]),
        )
      }
      row = end
    }
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) throw asDatasetError(path, cause)
    if (cause instanceof Error && cause.name.startsWith('Dataset')) throw cause
    throw new DatasetFileMalformed(path, `not a readable Parquet file: ${messageOf(cause)}`, { cause })
  }
}

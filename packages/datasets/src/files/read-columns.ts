import { DatasetFileMalformed } from '../errors.ts'
import { Columns, Fields } from './fields.ts'

/** One column of a table that is spread over several files. */
export interface Column {
  readonly name: string
  /** The file it comes from. */
  readonly path: string
  readonly values: ArrayLike<unknown>
}

/** Puts columns from several files side by side; rows are numbered from 1 and named after the first file. */
export async function* readColumns(
  columns: readonly [Column, ...Column[]],
): AsyncGenerator<Fields, void, undefined> {
  const [{ path, values }] = columns
  for (const column of columns) requireLength(column.path, column.values, values.length)
  const names = new Columns(columns.map(({ name }) => name))
  for (let index = 0; index < values.length; index++) {
    const cells = columns.map((column) => column.values[index])
    yield new Fields(path, index + 1, names, cells)
  }
}

/** @throws {DatasetFileMalformed} if two files that belong together differ in length. */
export function requireLength(path: string, values: ArrayLike<unknown>, expected: number): void {
  if (values.length === expected) return
  throw new DatasetFileMalformed(
    path,
    `expected a value for each of ${expected} images, got ${values.length}`,
  )
}

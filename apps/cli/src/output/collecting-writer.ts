import type { Row } from './row.ts'
import type { RowWriter } from './row-writer.ts'

/** A writer that keeps the rows, and hands them on if there is another writer. */
export function collectingWriter(next?: RowWriter): {
  readonly writer: RowWriter
  readonly rows: readonly Row[]
} {
  const rows: Row[] = []
  const writer: RowWriter = {
    async write(row, stamp) {
      rows.push(row)
      await next?.write(row, stamp)
    },
    finish: async () => await next?.finish(),
    discard: async () => await next?.discard(),
  }
  return { writer, rows }
}

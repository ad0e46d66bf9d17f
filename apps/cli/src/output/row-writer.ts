import type { FileStamp } from '../input/file-stamp.ts'
import type { Destination } from './destination.ts'
import type { Row } from './row.ts'
import type { RowFormat } from './row-format.ts'

/** Writes rows in one format to one destination. Ended early, it still leaves a whole document. */
export interface RowWriter {
  write(row: Row, stamp: FileStamp): Promise<void>
  finish(): Promise<void>
  discard(): Promise<void>
}

export function rowWriter(format: RowFormat, destination: Destination): RowWriter {
  let head = format.head
  const takeHead = (): string => {
    const text = head
    head = ''
    return text
  }
  return {
    write: (row, stamp) => destination.write(takeHead() + format.row(row, stamp)),
    async finish() {
      const rest = takeHead() + format.tail
      if (rest !== '') await destination.write(rest)
      await destination.finish()
    },
    discard: () => destination.discard(),
  }
}

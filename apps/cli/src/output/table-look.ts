import type { OutputStream } from '../terminal.ts'
import { columnsOf } from './columns-of.ts'
import type { TableLook } from './table-format.ts'

/** The look that suits a stream: a terminal's width and colours, or neither. */
export function tableLook(stream: OutputStream): TableLook {
  return { columns: columnsOf(stream), colours: stream.hasColors?.() ?? false }
}

import { type OutputStream, printable } from '../terminal.ts'
import { columnsOf } from './columns-of.ts'
import { cutToWidth } from './fit-width.ts'

/** One line at the bottom of a terminal that is rewritten in place. Anywhere else it stays silent. */
export interface StatusLine {
  show(text: string): void
  /** Takes the line away, so that something else can be written there. */
  clear(): void
  /** Leaves the line as it is and lets what follows begin below it. */
  keep(): void
}

export function statusLine(stream: OutputStream): StatusLine {
  if (!stream.isTTY) return { show() {}, clear() {}, keep() {} }
  let shown = false
  return {
    show(text) {
      stream.write(`\r${cutToWidth(printable(text), (columnsOf(stream) ?? 80) - 1, 'end')}\u001b[K`)
      shown = true
    },
    clear() {
      if (shown) stream.write('\r\u001b[K')
      shown = false
    },
    keep() {
      if (shown) stream.write('\n')
      shown = false
    },
  }
}

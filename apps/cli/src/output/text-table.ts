import stringWidth from 'string-width'
import { printable } from '../terminal.ts'
import { padToWidth } from './fit-width.ts'

export interface TextTable {
  /** The first name is that of the row names. */
  readonly head: readonly string[]
  /** A row name and its cells. */
  readonly rows: readonly (readonly string[])[]
}

const gap = '  '

/**
 * A table with its names on the left and its cells on the right edge of their columns. Where it is wider than
 * `columns`, it is continued below with the row names repeated. Control characters are written out.
 */
export function formatTextTable(table: TextTable, columns = Number.POSITIVE_INFINITY): string {
  const lines = [table.head, ...table.rows].map((line) => line.map(printable))
  const widths = table.head.map((_, place) =>
    Math.max(...lines.map((line) => stringWidth(line[place] ?? ''))),
  )
  const parts: number[][] = []
  let room = 0
  for (let place = 1; place < widths.length; place++) {
    const needed = gap.length + widths[place]!
    if (parts.length === 0 || needed > room) {
      parts.push([])
      room = columns - widths[0]!
    }
    parts.at(-1)!.push(place)
    room -= needed
  }
  const format = (part: readonly number[]): string =>
    lines
      .map((line) => {
        const cells = part.map((place) => padStart(line[place] ?? '', widths[place]!))
        return `${[padToWidth(line[0] ?? '', widths[0]!), ...cells].join(gap).trimEnd()}\n`
      })
      .join('')
  return parts.map(format).join('\n')
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text
}

import { ElementReader, type MatElement, MI } from './mat-elements.ts'
import { numbersOf, textOf } from './mat-numbers.ts'
import type { MatValue } from './mat-value.ts'

/** Array classes of a Level 5 MAT-file. */
const MX = { cell: 1, struct: 2, object: 3, char: 4, sparse: 5, double: 6, uint64: 15 } as const

const OTHER_CLASSES: Readonly<Record<number, string>> = {
  [MX.struct]: 'struct',
  [MX.object]: 'object',
  [MX.sparse]: 'sparse',
}

/** Cells may hold cells; a file deeper than this is not one of ratings. */
const DEEPEST = 16

/** Reads one matrix element: its name and its value. */
export function readMatrix(
  element: MatElement,
  littleEndian: boolean,
  depth = 0,
): { readonly name: string; readonly value: MatValue } {
  if (element.type !== MI.matrix) throw new RangeError(`expected an array, got storage type ${element.type}`)
  if (depth > DEEPEST) throw new RangeError(`cells are nested more than ${DEEPEST} deep`)
  // An empty cell is written as a matrix without any content.
  if (element.bytes.length === 0) {
    return { name: '', value: { kind: 'numbers', dimensions: [0, 0], data: new Float64Array(0) } }
  }
  const reader = new ElementReader(element.bytes, littleEndian)
  const arrayClass = numbersOf(reader.next(), littleEndian)[0]! & 0xff
  const dimensions = [...numbersOf(reader.next(), littleEndian)]
  const name = textOf(reader.next(), littleEndian)
  return { name, value: readValue(reader, arrayClass, dimensions, depth) }
}

function readValue(
  reader: ElementReader,
  arrayClass: number,
  dimensions: readonly number[],
  depth: number,
): MatValue {
  const count = dimensions.reduce((product, size) => product * size, 1)
  const { littleEndian } = reader
  if (arrayClass === MX.cell) {
    const cells: MatValue[] = []
    while (cells.length < count) cells.push(readMatrix(reader.next(), littleEndian, depth + 1).value)
    return { kind: 'cells', dimensions, cells }
  }
  if (arrayClass === MX.char) {
    return { kind: 'text', dimensions, text: textOf(reader.next(), littleEndian) }
  }
  if (arrayClass < MX.double || arrayClass > MX.uint64) {
    return { kind: 'other', className: OTHER_CLASSES[arrayClass] ?? `class ${arrayClass}` }
  }
  const data = numbersOf(reader.next(), littleEndian)
  if (data.length !== count) {
    throw new RangeError(`expected ${dimensions.join(' x ')} numbers, got ${data.length}`)
  }
  return { kind: 'numbers', dimensions, data }
}

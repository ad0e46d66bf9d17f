import { DatasetFileMalformed, DatasetRowInvalid } from '../errors.ts'

/** The columns of a table: name without regard to case or outer blanks, to place. */
export class Columns {
  readonly names: readonly string[]
  private readonly places = new Map<string, number>()
  /** Names of more than one column: nobody knows which of them is meant. */
  private readonly doubled = new Set<string>()

  constructor(names: readonly string[]) {
    this.names = names
    for (const [place, name] of names.entries()) {
      const key = normalise(name)
      if (this.places.has(key)) this.doubled.add(key)
      else this.places.set(key, place)
    }
  }

  /** Whether more than one column has this name. */
  isDoubled(name: string): boolean {
    return this.doubled.size > 0 && this.doubled.has(normalise(name))
  }

  /** The place of a column, or undefined if the table has none of that name. */
  placeOf(name: string): number | undefined {
    const place = this.places.get(name)
    if (place !== undefined) return place
    const found = this.places.get(normalise(name))
    // Readers ask for the same few spellings in every row: remember them.
    if (found !== undefined) this.places.set(name, found)
    return found
  }

  /** @throws {DatasetFileMalformed} naming the columns that are missing or doubled and those that are there. */
  require(names: readonly string[], path: string, line: number): void {
    const are = `the columns are ${this.names.map(quote).join(', ')}`
    const missing = names.filter((name) => this.placeOf(name) === undefined)
    if (missing.length > 0) {
      throw new DatasetFileMalformed(path, `no column named ${missing.map(quote).join(' or ')}; ${are}`, {
        line,
      })
    }
    const doubled = names.find((name) => this.isDoubled(name))
    if (doubled !== undefined) {
      throw new DatasetFileMalformed(path, `more than one column is named ${quote(doubled)}; ${are}`, {
        line,
        advice: 'Rename all but the one that is meant.',
      })
    }
  }
}

/** One row of a table, whatever the file: fields are read by column name and checked as they are read. */
export class Fields {
  readonly path: string
  readonly line: number
  readonly columns: Columns
  private readonly cells: readonly unknown[]
  private readonly mark: DecimalMark

  /** @param mark - what stands before the decimals of a number. */
  constructor(
    path: string,
    line: number,
    columns: Columns,
    cells: readonly unknown[],
    mark: DecimalMark = '.',
  ) {
    this.path = path
    this.line = line
    this.columns = columns
    this.cells = cells
    this.mark = mark
  }

  /** @throws {DatasetRowInvalid} if the row is shorter or longer than the header. */
  requireWidth(): void {
    const expected = this.columns.names.length
    if (this.cells.length === expected) return
    throw this.invalid(`expected ${expected} fields, got ${this.cells.length}`)
  }

  /**
   * The text of a field, or undefined where the column or the value is missing.
   *
   * @throws {DatasetRowInvalid} if the value is neither text nor a number, or more than one field has this name.
   */
  optionalText(column: string): string | undefined {
    const place = this.columns.placeOf(column)
    if (place === undefined) return undefined
    if (this.columns.isDoubled(column)) throw this.invalid(`more than one field is named ${quote(column)}`)
    const text = this.textOf(column, this.cells[place])?.trim()
    return text === '' ? undefined : text
  }

  /** @throws {DatasetRowInvalid} if the field is missing or empty. */
  text(column: string): string {
    const text = this.optionalText(column)
    if (text !== undefined) return text
    const isMissing = this.columns.placeOf(column) === undefined
    throw this.invalid(`${quote(column)} is ${isMissing ? 'missing' : 'empty'}`)
  }

  /** @throws {DatasetRowInvalid} if there is a value which is not a finite number. */
  optionalNumber(column: string): number | undefined {
    const text = this.optionalText(column)
    return text === undefined ? undefined : this.parseNumber(column, text)
  }

  /** @throws {DatasetRowInvalid} if the field is empty or not a finite number. */
  number(column: string): number {
    return this.parseNumber(column, this.text(column))
  }

  /** An error about this row. */
  invalid(problem: string): DatasetRowInvalid {
    return new DatasetRowInvalid(this.path, this.line, problem)
  }

  private parseNumber(column: string, text: string): number {
    const value = Number(this.mark === '.' ? text : text.replace(this.mark, '.'))
    if (Number.isFinite(value) && DECIMAL[this.mark].test(text)) return value
    throw this.invalid(`${quote(column)}: expected ${this.expectedFor(text)}, got ${quote(text)}`)
  }

  private expectedFor(text: string): string {
    const [other, name] = this.mark === '.' ? ([',', 'point'] as const) : (['.', 'comma'] as const)
    if (text.includes(other) && DECIMAL[other].test(text)) return `a number with a decimal ${name}`
    return Number.isFinite(Number(text)) ? 'a decimal number' : 'a finite number'
  }

  private textOf(column: string, cell: unknown): string | undefined {
    if (typeof cell === 'string') return cell
    if (cell === undefined || cell === null) return undefined
    if (typeof cell !== 'object') return String(cell)
    // Hugging Face image columns hold `{ bytes, path }`: their path is their text.
    const path = 'path' in cell ? (cell.path ?? '') : undefined
    if (typeof path === 'string') return path
    const found = Array.isArray(cell) ? 'a list' : cell instanceof Date ? 'a date' : 'an object'
    throw this.invalid(`${quote(column)}: expected text or a number, got ${found}`)
  }
}

/** What stands before the decimals of a number. */
export type DecimalMark = keyof typeof DECIMAL

/** Numbers as people and programs write them; JavaScript alone would also take 0x10 and 0b11. */
const DECIMAL = {
  '.': /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  ',': /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i,
} as const

function normalise(name: string): string {
  return name.trim().toLowerCase()
}

function quote(text: string): string {
  return JSON.stringify(text)
}

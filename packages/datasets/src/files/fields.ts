import { DatasetFileMalformed, DatasetRowInvalid } from '../errors.ts'

/** The columns of a table: name without regard to case or outer blanks, to place. */
export class Columns {
  readonly names: readonly string[]
  private readonly places = new Map<string, number>()

  constructor(names: readonly string[]) {
    this.names = names
    for (const [place, name] of names.entries()) {
      const key = normalise(name)
      if (!this.places.has(key)) this.places.set(key, place)
    }
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

  /** @throws {DatasetFileMalformed} naming the columns that are missing and those that are there. */
  require(names: readonly string[], path: string, line: number): void {
    const missing = names.filter((name) => this.placeOf(name) === undefined)
    if (missing.length === 0) return
    throw new DatasetFileMalformed(
      path,
      `no column named ${missing.map(quote).join(' or ')}; the columns are ${this.names.map(quote).join(', ')}`,
      { line },
    )
  }
}

/** One row of a table, whatever the file: fields are read by column name and checked as they are read. */
export class Fields {
  readonly path: string
  readonly line: number
  readonly columns: Columns
  private readonly cells: readonly unknown[]

  constructor(path: string, line: number, columns: Columns, cells: readonly unknown[]) {
    this.path = path
    this.line = line
    this.columns = columns
    this.cells = cells
  }

  /** @throws {DatasetRowInvalid} if the row is shorter or longer than the header. */
  requireWidth(): void {
    const expected = this.columns.names.length
    if (this.cells.length === expected) return
    throw this.invalid(`expected ${expected} fields, got ${this.cells.length}`)
  }

  /** The text of a field, or undefined where the column or the value is missing. */
  optionalText(column: string): string | undefined {
    const place = this.columns.placeOf(column)
    const cell = place === undefined ? undefined : this.cells[place]
    if (cell === undefined || cell === null) return undefined
    const text = typeof cell === 'string' ? cell.trim() : textOf(cell)
    return text === '' ? undefined : text
  }

  /** @throws {DatasetRowInvalid} if the field is empty. */
  text(column: string): string {
    const text = this.optionalText(column)
    if (text === undefined) throw this.invalid(`${quote(column)} is empty`)
    return text
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
    const value = Number(text)
    if (!Number.isFinite(value)) {
      throw this.invalid(`${quote(column)}: expected a finite number, got ${quote(text)}`)
    }
    return value
  }
}

/** Hugging Face image columns hold `{ bytes, path }`: their path is their text. */
function textOf(cell: unknown): string {
  if (typeof cell === 'object' && cell !== null && 'path' in cell) return String(cell.path ?? '')
  return String(cell)
}

function normalise(name: string): string {
  return name.trim().toLowerCase()
}

function quote(text: string): string {
  return JSON.stringify(text)
}

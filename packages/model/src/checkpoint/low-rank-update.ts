import { setImmediate as nextTurn } from 'node:timers/promises'

/** Rows computed before the event loop has its turn: some 30 ms at the size of the released model. */
const ROWS_PER_TURN = 64

/**
 * Adds a scaled low-rank product to a weight matrix, in place.
 *
 *   W += s · B A
 *
 * Source: LoRA, arXiv:2106.09685, Eq. 3, with s = α / r. Each row is summed in float64 and rounded once.
 *
 * @param weights - W, shape [rows, columns]
 * @param up - B, shape [rows, rank]
 * @param down - A, shape [rank, columns]
 */
export async function addLowRankProduct(
  weights: Float32Array,
  up: Float32Array,
  down: Float32Array,
  rank: number,
  scale: number,
): Promise<void> {
  const columns = down.length / rank
  const rows = up.length / rank
  const sum = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    if (row > 0 && row % ROWS_PER_TURN === 0) await nextTurn()
    sum.fill(0)
    addRow(sum, up.subarray(row * rank, (row + 1) * rank), down)
    const target = weights.subarray(row * columns, (row + 1) * columns)
    for (let column = 0; column < columns; column++) target[column] = target[column]! + scale * sum[column]!
  }
}

/** sum += up · down, four rows of `down` at a time: the sum is loaded and stored a quarter as often. */
function addRow(sum: Float64Array, up: Float32Array, down: Float32Array): void {
  const columns = sum.length
  let k = 0
  for (; k + 4 <= up.length; k += 4) {
    const [u0, u1, u2, u3] = [up[k]!, up[k + 1]!, up[k + 2]!, up[k + 3]!]
    const d0 = k * columns
    const [d1, d2, d3] = [d0 + columns, d0 + 2 * columns, d0 + 3 * columns]
    for (let c = 0; c < columns; c++) {
      sum[c]! += u0 * down[d0 + c]! + u1 * down[d1 + c]! + u2 * down[d2 + c]! + u3 * down[d3 + c]!
    }
  }
  for (; k < up.length; k++) {
    for (let c = 0; c < columns; c++) sum[c]! += up[k]! * down[k * columns + c]!
  }
}

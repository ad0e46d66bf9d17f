import { ok } from 'node:assert/strict'
import { bench, describe } from 'vitest'
import { addLowRankProduct } from './low-rank-update.ts'

/** An eighth of the rows of one adapted matrix of the released model: [512, 4096], rank 128. */
const [ROWS, COLUMNS, RANK] = [512, 4096, 128]
const fill = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i))
const up = fill(ROWS * RANK)
const down = fill(RANK * COLUMNS)

/** The rival: the textbook's three loops. */
function addByTripleLoop(weights: Float32Array): Float32Array {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      let sum = 0
      for (let k = 0; k < RANK; k++) sum += up[row * RANK + k]! * down[k * COLUMNS + column]!
      weights[row * COLUMNS + column]! += 2 * sum
    }
  }
  return weights
}

const ours = new Float32Array(ROWS * COLUMNS)
await addLowRankProduct(ours, up, down, RANK, 2)
const theirs = addByTripleLoop(new Float32Array(ROWS * COLUMNS))
// Both sum in float64; their order differs, so that a last rounding may.
ok(ours.every((value, i) => Math.abs(value - theirs[i]!) <= 2 ** -20))

describe('W += s B A, an eighth of one matrix', () => {
  bench('four rows of A at a time', () => addLowRankProduct(ours, up, down, RANK, 2), { iterations: 3 })
  bench('triple loop', () => void addByTripleLoop(theirs), { iterations: 3 })
})

/** How a square is held: first mirrored, left and right exchanged, then turned to the left by so many right angles. */
export interface Orientation {
  readonly flip: boolean
  readonly turns: number
}

/** Rows and columns. */
type Step = readonly [number, number]

/** Writes a square [S, S, 3] as it looks when it is held so. */
export function reorient(
  pixels: Uint8Array,
  side: number,
  { flip, turns }: Orientation,
  out: Uint8Array,
): void {
  // Where the first pixel of the result comes from, and how far its neighbours to the right and below lie from there.
  let [row, column] = [0, flip ? side - 1 : 0]
  let right: Step = [0, flip ? -1 : 1]
  let down: Step = [1, 0]
  for (let turn = 0; turn < turns; turn++) {
    row += (side - 1) * right[0]
    column += (side - 1) * right[1]
    ;[right, down] = [down, [-right[0], -right[1]]]
  }
  const offset = ([rows, columns]: Step) => 3 * (rows * side + columns)
  const [start, toRight, toDown] = [offset([row, column]), offset(right), offset(down)]
  for (let y = 0, to = 0; y < side; y++) {
    for (let x = 0, from = start + y * toDown; x < side; x++, from += toRight, to += 3) {
      out[to] = pixels[from]!
      out[to + 1] = pixels[from + 1]!
      out[to + 2] = pixels[from + 2]!
    }
  }
}

/** Bits per channel of the cells in which colours are counted and looked up. */
export const COLOR_BITS = 5

/** A cell of the colour cube: its coordinates, how many pixels it has and their sums. */
interface Cell {
  readonly at: readonly [number, number, number]
  count: number
  readonly sums: [number, number, number]
}

interface Box {
  readonly cells: readonly Cell[]
  /** How much the best cut would lower the squared error; 0 where none is left. */
  readonly gain: number
  readonly axis: number
  /** Cells whose coordinate is below go to the first half. */
  readonly cut: number
}

/**
 * Chooses colours by cutting the cube, again and again, where it lowers the sum of squared errors most; each box
 * becomes the mean of its pixels.
 *
 * @returns shape [colours, 3]; fewer than asked for if the image has fewer.
 */
export function minimumVariancePalette(data: Uint8Array, colors: number): Uint8Array {
  const boxes = [boxOf(countCells(data))]
  while (boxes.length < colors) {
    const index = boxes.reduce((best, box, i) => (box.gain > boxes[best]!.gain ? i : best), 0)
    const { cells, gain, axis, cut } = boxes[index]!
    if (gain <= 0) break
    boxes[index] = boxOf(cells.filter((cell) => cell.at[axis]! < cut))
    boxes.push(boxOf(cells.filter((cell) => cell.at[axis]! >= cut)))
  }
  return Uint8Array.from(boxes.flatMap(({ cells }) => meanOf(cells)))
}

function countCells(data: Uint8Array): Cell[] {
  const cells: (Cell | undefined)[] = new Array(1 << (3 * COLOR_BITS))
  const shift = 8 - COLOR_BITS
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = [data[i]! >> shift, data[i + 1]! >> shift, data[i + 2]! >> shift]
    const key = (r << (2 * COLOR_BITS)) | (g << COLOR_BITS) | b
    let cell = cells[key]
    if (cell === undefined) {
      cell = { at: [r, g, b], count: 0, sums: [0, 0, 0] }
      cells[key] = cell
    }
    cell.count++
    cell.sums[0] += data[i]!
    cell.sums[1] += data[i + 1]!
    cell.sums[2] += data[i + 2]!
  }
  return cells.filter((cell) => cell !== undefined)
}

/** The sum of squares of a set is fixed, so the error falls by what Σ |sums|² / count grows. */
function boxOf(cells: readonly Cell[]): Box {
  let best = { gain: 0, axis: 0, cut: 0 }
  for (let axis = 0; axis < 3; axis++) {
    const slices = new Float64Array(4 << COLOR_BITS)
    for (const { at, count, sums } of cells) {
      const slice = 4 * at[axis]!
      slices[slice]! += count
      for (let channel = 0; channel < 3; channel++) slices[slice + 1 + channel]! += sums[channel]!
    }
    const whole = [0, 0, 0, 0]
    for (let i = 0; i < slices.length; i++) whole[i % 4]! += slices[i]!
    const part = [0, 0, 0, 0]
    for (let cut = 1; cut < 1 << COLOR_BITS; cut++) {
      for (let i = 0; i < 4; i++) part[i]! += slices[4 * (cut - 1) + i]!
      if (part[0] === 0 || part[0] === whole[0]) continue
      const rest = whole.map((value, i) => value - part[i]!)
      const gain = energy(part) + energy(rest) - energy(whole)
      if (gain > best.gain) best = { gain, axis, cut }
    }
  }
  return { cells, ...best }
}

function energy([count, red, green, blue]: readonly number[]): number {
  return (red! * red! + green! * green! + blue! * blue!) / count!
}

function meanOf(cells: readonly Cell[]): number[] {
  const total = [0, 0, 0]
  let count = 0
  for (const cell of cells) {
    count += cell.count
    for (let channel = 0; channel < 3; channel++) total[channel]! += cell.sums[channel]!
  }
  return total.map((sum) => Math.round(sum / count))
}

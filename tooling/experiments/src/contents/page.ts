import { fractal2, latticeValue } from '@deqa/examples/noise'
import { type Draws, type Painting, shade } from './draw.ts'

/** A printed page: lines of letters, some words bold, and a picture in the text. */
export function page(draws: Draws, seed: number): Painting {
  const paper = shade([0.97, 0.95, 0.9], draws.between(0.75, 1))
  const ink = shade(draws.color(), 0.35)
  const [pale, dark] = [draws.color(), shade(draws.color(), 0.4)]
  const letter = draws.between(0.018, 0.03)
  const turn = draws.between(-0.12, 0.12)
  const picture = { x: draws.between(0.05, 0.5), y: draws.between(0.05, 0.5), side: draws.between(0.3, 0.45) }
  return (x, y) => {
    const [u, v] = [x + turn * y, y - turn * x]
    const inside = Math.max(
      Math.abs(u - picture.x - picture.side / 2),
      Math.abs(v - picture.y - picture.side / 2),
    )
    if (inside < picture.side / 2) {
      const wave = fractal2(14 * u, 14 * v, 5, seed)
      return wave > 0.5 ? shade(pale, 0.5 + wave) : shade(dark, 0.6 + 1.5 * wave)
    }
    const [column, row] = [Math.floor(u / letter), Math.floor(v / (1.9 * letter))]
    const [inColumn, inRow] = [u / letter - column, v / (1.9 * letter) - row]
    const blank = latticeValue(column, row, 1, seed) < 0.16 || inRow > 0.55 || inColumn > 0.82
    if (blank) return shade(paper, 0.94 + 0.12 * fractal2(50 * u, 50 * v, 2, seed + 1))
    // Three by four strokes make a letter.
    const stroke = latticeValue(
      3 * column + Math.floor(inColumn * 3.6),
      4 * row + Math.floor(inRow * 7.2),
      2,
      seed,
    )
    return stroke < 0.55 ? ink : paper
  }
}

import { fractal2 } from '@deqa/examples/noise'
import { blend, type Draws, type Painting, shade } from './draw.ts'

/** Cloth or bricks: a turned lattice of threads over each other, bent a little, in two colours and a stripe. */
export function weave(draws: Draws, seed: number): Painting {
  const [warp, weft, stripe] = [draws.color(), draws.color(), draws.color()]
  const count = draws.between(5, 13)
  const ratio = draws.between(0.4, 1)
  const angle = draws.between(0, Math.PI)
  const bend = draws.between(0, 0.05)
  const every = 3 + draws.below(4)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return (x, y) => {
    const wave = bend * fractal2(3 * x, 3 * y, 2, seed)
    const [u, v] = [count * (cos * x + sin * y + wave), count * ratio * (cos * y - sin * x + wave)]
    const [column, row] = [Math.floor(u), Math.floor(v)]
    const [a, b] = [2 * (u - column) - 1, 2 * (v - row) - 1]
    const over = (((column + row) % 2) + 2) % 2 === 0
    const round = Math.sqrt(Math.max(0, 1 - (over ? a : b) ** 2))
    const color = over ? (((column % every) + every) % every === 0 ? stripe : warp) : weft
    const fibre = fractal2(over ? 5 * u : 2 * u, over ? 2 * v : 5 * v, 3, seed + 7)
    return shade(blend([0.05, 0.05, 0.06], color, round), 0.3 + 1.4 * fibre)
  }
}

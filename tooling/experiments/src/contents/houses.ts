import { fractal2 } from '@deqa/examples/noise'
import { type Color, type Draws, type Painting, shade } from './draw.ts'

interface Block {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly color: Color
  readonly panes: number
}

/** Fronts of houses: rectangles with windows before a bright sky, the nearer ones lower and in front. */
export function houses(draws: Draws, seed: number): Painting {
  const [sky, haze] = [draws.color(), draws.color()]
  const blocks = Array.from({ length: 9 }, (_, i): Block => {
    const height = draws.between(0.25, 0.95) * (1 - i / 14)
    return {
      x: draws.between(-0.1, 0.9),
      y: 1 - height,
      width: draws.between(0.15, 0.45),
      height,
      color: draws.color(),
      panes: draws.between(10, 26),
    }
  }).reverse()
  return (x, y) => {
    const found = blocks.find((one) => x >= one.x && x < one.x + one.width && y >= one.y)
    if (!found) return shade(y < 0.5 ? sky : haze, 0.6 + 0.8 * fractal2(9 * x, 14 * y, 5, seed))
    const { color, panes } = found
    const [u, v] = [(x - found.x) * panes, (y - found.y) * panes * 0.7]
    const [inPane, inStorey] = [u - Math.floor(u), v - Math.floor(v)]
    const isGlass = inPane > 0.25 && inPane < 0.8 && inStorey > 0.3 && inStorey < 0.85
    const plaster = 0.5 + fractal2(45 * x, 45 * y, 3, seed + 3)
    if (!isGlass) return shade(color, plaster * (inStorey < 0.08 ? 0.6 : 1))
    const light = fractal2(Math.floor(u) * 7.3, Math.floor(v) * 5.1, 1, seed + 5)
    return shade([0.75, 0.82, 0.9], light > 0.6 ? 1.1 : 0.15 + 0.5 * light)
  }
}

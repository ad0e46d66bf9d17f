import { fractal2 } from '@deqa/examples/noise'
import { type Color, type Draws, type Painting, shade } from './draw.ts'

interface Leaf {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly color: Color
}

/**
 * Leaves that cover each other, of sizes whose number falls with the cube of the radius: the model whose edges and
 * spectra are closest to those of photographs (A. B. Lee, D. Mumford, J. Huang, IJCV 2001).
 */
export function leaves(draws: Draws, seed: number): Painting {
  const smallest = draws.between(0.015, 0.03)
  const grain = draws.between(20, 60)
  const lit = draws.between(0, 2 * Math.PI)
  const all = Array.from({ length: 900 }, (): Leaf => {
    // The inverse of the distribution 1 − (smallest / r)², cut at 0.35.
    const radius = Math.min(0.35, smallest / Math.sqrt(1 - draws.between(0, 1)))
    return { x: draws.between(-0.1, 1.1), y: draws.between(-0.1, 1.1), radius, color: draws.color() }
  })
  const ground = draws.color()
  return (x, y) => {
    const leaf = all.find((one) => (x - one.x) ** 2 + (y - one.y) ** 2 < one.radius ** 2)
    const texture = 0.5 + fractal2(grain * x, grain * y, 3, seed)
    if (!leaf) return shade(ground, texture)
    const slope = ((x - leaf.x) * Math.cos(lit) + (y - leaf.y) * Math.sin(lit)) / leaf.radius
    return shade(leaf.color, texture * (1 + 0.35 * slope))
  }
}

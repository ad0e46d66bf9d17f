import { fractal2, smoothstep } from '@deqa/examples/noise'
import { blend, type Draws, type Painting, shade } from './draw.ts'

/** Clouds above ranges of hills, the nearer the darker, with stony ground in front. */
export function landscape(draws: Draws, seed: number): Painting {
  const [zenith, horizon, far, near] = [draws.color(), draws.color(), draws.color(), draws.color()]
  const cover = draws.between(0.35, 0.65)
  const ranges = 3 + draws.below(3)
  const roughness = draws.between(3, 7)
  const line = draws.between(0.25, 0.5)
  return (x, y) => {
    for (let range = ranges; range >= 1; range--) {
      const depth = range / ranges
      const crest =
        line + 0.5 * depth * (1 - line) - 0.25 * fractal2(roughness * x, 9 * range, 6, seed + range)
      if (y < crest) continue
      const detail = fractal2(60 * depth * x, (60 * depth * y) / (0.3 + depth), 4, seed + 50 + range)
      return shade(blend(far, near, depth), 0.45 + 1.1 * detail)
    }
    const cloud = smoothstep(cover, cover + 0.25, fractal2(4 * x, 9 * y, 6, seed + 99))
    return blend(blend(zenith, horizon, y / line), [0.93, 0.93, 0.95], cloud)
  }
}

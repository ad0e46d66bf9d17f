import { fractal2, mix, smoothstep } from './noise.ts'
import { add, dot, mixVectors, scale, type Vector } from './vector.ts'

/** What a sky is made of; colours in linear light. */
export interface Sky {
  readonly sun: Vector
  readonly zenith: Vector
  readonly horizon: Vector
  readonly glow: Vector
  readonly cloud: Vector
  /** Share of the sky that is covered, in [0, 1]. */
  readonly cover: number
  readonly seed: number
}

/** The light of the sky in a direction: a gradient, the glow about the sun, and clouds on a plane far above. */
export function skyLight(sky: Sky, direction: Vector): Vector {
  const height = Math.max(0, direction[1])
  const toSun = Math.max(0, dot(direction, sky.sun))
  let light = mixVectors(sky.horizon, sky.zenith, smoothstep(-0.05, 0.55, height) ** 0.7)
  light = add(light, scale(sky.glow, 0.35 * toSun ** 6 + 0.9 * toSun ** 60 + 8 * toSun ** 4000))
  if (height < 0.01) return light
  const u = (direction[0] / (height + 0.12)) * 0.9
  const v = (direction[2] / (height + 0.12)) * 0.9
  const density = fractal2(u, v, 6, sky.seed)
  // The same noise, looked up a little nearer to the sun: thinner there means a lit edge.
  const towardsSun = fractal2(u + 0.12 * sky.sun[0], v + 0.12 * sky.sun[2], 5, sky.seed)
  const cover =
    smoothstep(1 - sky.cover, 1 - sky.cover + 0.3, density + 0.12) * smoothstep(0.01, 0.12, height)
  const lit = Math.min(1.15, Math.max(0.45, 0.85 + 2.2 * (density - towardsSun)))
  const cloud = add(scale(sky.cloud, lit), scale(sky.glow, 0.25 * toSun ** 8))
  return mixVectors(light, cloud, mix(0, 0.92, cover))
}

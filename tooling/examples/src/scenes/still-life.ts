import { fractal2, latticeValue, mix, noise2, noise3, smoothstep } from '../noise.ts'
import { type Picture, render } from '../picture.ts'
import {
  add,
  cross,
  dot,
  length,
  mixVectors,
  multiply,
  normalize,
  reflect,
  scale,
  subtract,
  type Vector,
} from '../vector.ts'

interface Ball {
  readonly centre: Vector
  readonly radius: number
  /** Colour at a point of the unit sphere. */
  readonly albedo: (at: Vector) => Vector
  /** Height of the skin at a point of the unit sphere, in radii. */
  readonly relief: (at: Vector) => number
  /** Reflected share at normal incidence, and how sharp the highlight of the window is. */
  readonly gloss: number
  readonly polish: number
}

interface Hit {
  readonly distance: number
  readonly point: Vector
  readonly normal: Vector
  readonly albedo: Vector
  readonly gloss: number
  readonly polish: number
}

const grid = 4
const lamp = {
  centre: [-3.4, 4.6, 2.6] as Vector,
  right: [1.1, 0, 1.2] as Vector,
  up: [0.5, 1.0, -0.45] as Vector,
}
const lampLight: Vector = [27, 24, 20]
const roomLight: Vector = [0.34, 0.36, 0.4]

const balls: readonly Ball[] = [
  {
    centre: [-0.1, 0.62, 0],
    radius: 0.62,
    albedo: (at) =>
      mixVectors([0.86, 0.3, 0.02], [0.8, 0.22, 0.012], noise3(at[0] * 5, at[1] * 5, at[2] * 5, 1)),
    relief: (at) =>
      0.012 * noise3(at[0] * 34, at[1] * 34, at[2] * 34, 2) -
      0.05 * smoothstep(0.2, 0, Math.hypot(at[0] + 0.2, at[2] - 0.3)) * (at[1] > 0 ? 1 : 0),
    gloss: 0.05,
    polish: 60,
  },
  {
    centre: [1.12, 0.5, 0.34],
    radius: 0.5,
    albedo: (at) => {
      const blush = smoothstep(
        0.35,
        0.75,
        noise3(at[0] * 1.6 + 4, at[1] * 1.2, at[2] * 1.6, 5) + 0.25 * at[0],
      )
      const streaks = noise2(Math.atan2(at[2], at[0]) * 16, at[1] * 2, 6)
      const specks = smoothstep(0.8, 0.86, noise3(at[0] * 22, at[1] * 22, at[2] * 22, 7))
      const skin = mixVectors(
        [0.42, 0.5, 0.07],
        [0.56, 0.045, 0.03],
        Math.min(1, blush * (0.55 + 0.7 * streaks)),
      )
      return mixVectors(skin, [0.7, 0.62, 0.35], 0.5 * specks)
    },
    relief: (at) => -0.16 * smoothstep(0.42, 0, Math.hypot(at[0], at[2])) * (at[1] > 0 ? 1 : 0),
    gloss: 0.06,
    polish: 420,
  },
  {
    centre: [0.42, 0.31, 1.0],
    radius: 0.31,
    albedo: (at) =>
      mixVectors(
        [0.06, 0.018, 0.06],
        [0.16, 0.07, 0.17],
        smoothstep(0.3, 0.8, fractal2(at[0] * 3 + 9, at[1] * 3 + at[2] * 2, 4, 9)),
      ),
    relief: (at) => -0.035 * smoothstep(0.1, 0, Math.abs(at[0] + 0.25)) * (at[1] > -0.8 ? 1 : 0),
    gloss: 0.04,
    polish: 90,
  },
  {
    centre: [-1.36, 0.56, 0.3],
    radius: 0.56,
    albedo: () => [0.02, 0.02, 0.022],
    relief: () => 0,
    gloss: 0.72,
    polish: 2500,
  },
]

/** Fruit and a steel ball on a wooden table, by the light of one window. */
export function renderStillLife(width: number, height: number): Picture {
  const camera = { position: [0.15, 1.75, 5.2], target: [-0.08, 0.52, 0], zoom: 3.0 } as const
  const aperture = 0.035
  const forward = normalize(subtract(camera.target, camera.position))
  const right = normalize(cross(forward, [0, 1, 0]))
  const up = cross(right, forward)
  const focus = 4.75
  return render(
    width,
    height,
    camera,
    (origin, direction, { x, y, sample }) => {
      // Each sample has its own place on the lens and on the window: a stratum, shuffled from pixel to pixel.
      const stratum = (salt: number) => {
        const place = (sample * 7 + Math.floor(latticeValue(x, y, salt) * grid * grid)) % (grid * grid)
        return [
          ((place % grid) + latticeValue(x, y, salt + 1, sample)) / grid,
          (Math.floor(place / grid) + latticeValue(x, y, salt + 2, sample)) / grid,
        ] as const
      }
      const [radius, angle] = stratum(1)
      const lens = add(
        scale(right, aperture * Math.sqrt(radius) * Math.cos(2 * Math.PI * angle)),
        scale(up, aperture * Math.sqrt(radius) * Math.sin(2 * Math.PI * angle)),
      )
      const inFocus = add(origin, scale(direction, focus / dot(direction, forward)))
      const from = add(origin, lens)
      const [a, b] = stratum(5)
      const light = add(lamp.centre, add(scale(lamp.right, 2 * a - 1), scale(lamp.up, 2 * b - 1)))
      return trace(from, normalize(subtract(inFocus, from)), light, 2)
    },
    { grid, exposure: 0.95 },
  )
}

function trace(origin: Vector, direction: Vector, lampPoint: Vector, bounces: number): Vector {
  const window = windowLight(origin, direction)
  const hit = nearest(origin, direction)
  if (!hit) return window ?? [0.05, 0.05, 0.055]
  const toLamp = subtract(lampPoint, hit.point)
  const distance = length(toLamp)
  const light = scale(toLamp, 1 / distance)
  const facing = Math.max(0, dot(hit.normal, light))
  const lit = facing > 0 && !blocked(hit.point, light, distance) ? 1 : 0
  const received = add(
    scale(lampLight, (lit * facing) / (distance * distance)),
    scale(roomLight, openness(hit)),
  )
  let colour = multiply(hit.albedo, received)
  const mirrored = reflect(direction, hit.normal)
  const fresnel = hit.gloss + (1 - hit.gloss) * 0.6 * (1 - Math.max(0, -dot(direction, hit.normal))) ** 5
  const sharp = smoothstep(200, 2000, hit.polish)
  const highlight = Math.max(0, dot(mirrored, light)) ** hit.polish * lit * (1 - sharp)
  colour = add(colour, scale(lampLight, 0.012 * Math.sqrt(hit.polish) * highlight * fresnel))
  if (bounces > 0 && hit.polish > 100) {
    colour = add(
      colour,
      scale(trace(add(hit.point, scale(hit.normal, 1e-3)), mirrored, lampPoint, bounces - 1), fresnel),
    )
  }
  return colour
}

/** The window itself, as seen in reflections: four panes. */
function windowLight(origin: Vector, direction: Vector): Vector | undefined {
  const normal = cross(lamp.right, lamp.up)
  const distance = dot(subtract(lamp.centre, origin), normal) / dot(direction, normal)
  if (!(distance > 0)) return undefined
  const offset = subtract(add(origin, scale(direction, distance)), lamp.centre)
  const u = dot(offset, lamp.right) / dot(lamp.right, lamp.right)
  const v = dot(offset, lamp.up) / dot(lamp.up, lamp.up)
  if (Math.abs(u) > 1 || Math.abs(v) > 1) return undefined
  return Math.abs(u) < 0.06 || Math.abs(v) < 0.06 ? [0.6, 0.5, 0.45] : [6, 6.2, 6.6]
}

function nearest(origin: Vector, direction: Vector): Hit | undefined {
  let best: Hit | undefined = roomHit(origin, direction)
  for (const ball of balls) {
    const distance = ballDistance(ball, origin, direction)
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = ballHit(ball, origin, direction, distance)
  }
  return best
}

function ballDistance(ball: Ball, origin: Vector, direction: Vector): number {
  const offset = subtract(origin, ball.centre)
  const b = dot(offset, direction)
  const discriminant = b * b - dot(offset, offset) + ball.radius * ball.radius
  const distance = discriminant < 0 ? -1 : -b - Math.sqrt(discriminant)
  return distance > 1e-3 ? distance : Number.POSITIVE_INFINITY
}

function ballHit(ball: Ball, origin: Vector, direction: Vector, distance: number): Hit {
  const point = add(origin, scale(direction, distance))
  const at = scale(subtract(point, ball.centre), 1 / ball.radius)
  return { ...ball, distance, point, normal: bumped(at, ball.relief), albedo: ball.albedo(at) }
}

/** The normal of a unit sphere whose surface is raised by `relief`. */
function bumped(at: Vector, relief: (at: Vector) => number): Vector {
  const e = 0.01
  const here = relief(at)
  const slope = (axis: Vector) => (relief(normalize(add(at, scale(axis, e)))) - here) / e
  const gradient: Vector = [slope([1, 0, 0]), slope([0, 1, 0]), slope([0, 0, 1])]
  return normalize(subtract(at, subtract(gradient, scale(at, dot(gradient, at)))))
}

/** The table and the wall behind it. */
function roomHit(origin: Vector, direction: Vector): Hit | undefined {
  const wallAt = -2.6
  const table = direction[1] < 0 ? -origin[1] / direction[1] : Number.POSITIVE_INFINITY
  const wall = direction[2] < 0 ? (wallAt - origin[2]) / direction[2] : Number.POSITIVE_INFINITY
  const distance = Math.min(table, wall)
  if (!(distance > 1e-3) || distance > 40) return undefined
  const point = add(origin, scale(direction, distance))
  if (wall < table) {
    const plaster = fractal2(point[0] * 2.2, point[1] * 2.2, 5, 21)
    const albedo = mixVectors([0.17, 0.21, 0.2], [0.25, 0.29, 0.27], plaster)
    return { distance, point, normal: [0, 0, 1], albedo, gloss: 0, polish: 1 }
  }
  return { distance, point, normal: woodNormal(point), albedo: wood(point), gloss: 0.035, polish: 160 }
}

function grain([x, , z]: Vector): number {
  const plank = Math.floor(z / 0.62)
  const rings = fractal2(x * 0.35 + 17 * plank, z * 2.4, 4, 23) * 9
  return 0.5 + 0.5 * Math.sin(2 * Math.PI * rings)
}

function wood(point: Vector): Vector {
  const [x, , z] = point
  const plank = Math.floor(z / 0.62)
  const inPlank = z / 0.62 - plank
  const fibres = noise2(x * 6, z * 130, 24)
  const tone = 0.75 + 0.4 * latticeValue(plank, 0, 0, 25)
  const base = mixVectors([0.2, 0.095, 0.04], [0.38, 0.2, 0.09], mix(grain(point), fibres, 0.45))
  const gap = smoothstep(0, 0.018, inPlank) * smoothstep(1, 0.982, inPlank)
  return scale(base, tone * mix(0.15, 1, gap))
}

function woodNormal([x, , z]: Vector): Vector {
  const e = 0.004
  const height = (px: number, pz: number) =>
    0.0012 * noise2(px * 6, pz * 130, 24) + 0.004 * noise2(px * 1.5, pz * 3, 26)
  return normalize([(height(x, z) - height(x + e, z)) / e, 1, (height(x, z) - height(x, z + e)) / e])
}

function blocked(point: Vector, direction: Vector, distance: number): boolean {
  return balls.some((ball) => ballDistance(ball, point, direction) < distance)
}

/** The share of the room that a point sees past the balls and the table. */
function openness({ point, normal }: Hit): number {
  let open = 0.55 + 0.45 * normal[1]
  for (const ball of balls) {
    const towards = subtract(ball.centre, point)
    const distance = length(towards)
    if (distance < ball.radius * 1.02) continue
    open *= 1 - Math.max(0, dot(normal, scale(towards, 1 / distance))) * (ball.radius / distance) ** 2
  }
  return open
}

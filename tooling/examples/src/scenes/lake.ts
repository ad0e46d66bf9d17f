import { fractal2, mix, noise2, smoothstep } from '../noise.ts'
import { type Picture, render } from '../picture.ts'
import { type Sky, skyLight } from '../sky.ts'
import { add, dot, mixVectors, multiply, normalize, reflect, scale, type Vector } from '../vector.ts'

const sun = normalize([0.8, 0.42, -0.3])
const sky: Sky = {
  sun,
  zenith: [0.07, 0.19, 0.5],
  horizon: [0.5, 0.6, 0.72],
  glow: [1, 0.62, 0.28],
  cloud: [0.95, 0.86, 0.8],
  cover: 0.47,
  seed: 11,
}
const sunLight: Vector = [2.6, 1.95, 1.35]
const skyFill: Vector = [0.24, 0.32, 0.46]
const farthest = 34
/** Nothing rises above this. */
const highest = 3.4

/** Mountains behind a lake in the late afternoon. */
export function renderLake(width: number, height: number): Picture {
  const camera = { position: [0, 0.42, -6], target: [0.5, 0.98, 4], zoom: 2.5 } as const
  return render(width, height, camera, shade, { exposure: 0.82 })
}

function shade(origin: Vector, direction: Vector): Vector {
  const distance = march(origin, direction)
  const water = direction[1] < 0 ? -origin[1] / direction[1] : Number.POSITIVE_INFINITY
  if (distance < Math.min(water, farthest)) return landLight(origin, direction, distance)
  if (water < farthest) return waterLight(origin, direction, water)
  return skyLight(sky, direction)
}

function waterLight(origin: Vector, direction: Vector, distance: number): Vector {
  const hit = add(origin, scale(direction, distance))
  const calm = 1 / (1 + 0.25 * distance)
  const slope = (seed: number) =>
    fractal2(hit[0] * 5, hit[2] * 16, 4, seed) -
    0.5 +
    0.5 * (noise2(hit[0] * 0.8, hit[2] * 3, seed + 9) - 0.5)
  const normal = normalize([0.05 * calm * slope(31), 1, 0.11 * calm * slope(57)])
  const bounced = reflect(direction, normal)
  const up: Vector = normalize([bounced[0], Math.max(0.004, bounced[1]), bounced[2]])
  const far = march(hit, up)
  const mirrored = far < farthest ? landLight(hit, up, far) : skyLight(sky, up)
  const fresnel = 0.06 + 0.94 * (1 - Math.max(0, -dot(direction, normal))) ** 4
  return mixVectors([0.012, 0.045, 0.05], mirrored, Math.min(0.93, fresnel))
}

function landLight(origin: Vector, direction: Vector, distance: number): Vector {
  const [x, y, z] = add(origin, scale(direction, distance))
  const step = 0.002 * distance
  const normal = normalize([
    ground(x - step, z, 9) - ground(x + step, z, 9),
    2 * step,
    ground(x, z - step, 9) - ground(x, z + step, 9),
  ])
  const patches = fractal2(x * 3, z * 3, 4, 71)
  const rock = mixVectors([0.15, 0.13, 0.12], [0.3, 0.26, 0.22], fractal2(x * 9, y * 14 + z, 4, 72))
  const meadow = mixVectors([0.05, 0.085, 0.022], [0.13, 0.14, 0.04], patches)
  const snowLine = smoothstep(1.15, 1.6, y + 0.7 * (patches - 0.5)) * smoothstep(0.52, 0.72, normal[1])
  let albedo = mixVectors(
    rock,
    meadow,
    smoothstep(1.2, 0.4, y + 0.5 * patches) * smoothstep(0.6, 0.78, normal[1]),
  )
  const firs = forest(x, z, y)
  albedo = mixVectors(albedo, [0.014, 0.028, 0.014], firs > 0 ? 0.92 : 0)
  albedo = mixVectors(albedo, [0.86, 0.88, 0.92], snowLine)
  albedo = mixVectors(albedo, [0.2, 0.18, 0.14], smoothstep(0.05, 0.01, y))
  const direct = Math.max(0, dot(normal, sun)) * shadow([x, y + 0.01, z])
  const light = add(scale(sunLight, direct), scale(skyFill, 0.55 + 0.45 * normal[1]))
  // Air: light scattered in, warmer towards the sun, more with distance.
  const haze = 1 - Math.exp(-0.0011 * distance ** 1.75)
  const air = add([0.34, 0.44, 0.58], scale(sky.glow, 0.35 * Math.max(0, dot(direction, sun)) ** 4))
  return mixVectors(multiply(albedo, light), air, haze)
}

/** Height of the land without its trees: a shore that rises into ridged mountains. */
function bareGround(x: number, z: number, octaves: number): number {
  const shore = z - 2.2 + 3.2 * (noise2(x * 0.4, 1.5, 5) - 0.5) - 0.02 * Math.abs(x - 0.8) ** 1.5
  const rise = smoothstep(-0.5, 11, shore)
  let ridges = 0
  let amplitude = 1
  let [px, pz] = [x * 0.2 + 3.1, z * 0.2]
  for (let octave = 0; octave < octaves; octave++) {
    const ridge = 1 - Math.abs(2 * noise2(px, pz, 40 + octave) - 1)
    ridges += amplitude * ridge * ridge
    amplitude *= 0.45
    ;[px, pz] = [1.62 * px - 1.18 * pz, 1.18 * px + 1.62 * pz]
  }
  return Math.min(0.08 * shore, 0.1) - 0.02 + rise * (0.1 + 1.75 * ridges * rise)
}

function ground(x: number, z: number, octaves: number): number {
  const land = bareGround(x, z, octaves)
  return land + forest(x, z, land)
}

/** Height of firs on the lower slopes: cones on a jittered grid. */
function forest(x: number, z: number, y: number): number {
  const level = smoothstep(1.2, 0.7, y) * smoothstep(0.03, 0.07, y)
  if (level === 0) return 0
  const stand = level * smoothstep(0.4, 0.5, fractal2(x * 0.9, z * 0.9, 3, 81))
  if (stand === 0) return 0
  const cell = 0.11
  let tallest = 0
  for (let i = -1; i <= 1; i++) {
    for (let k = -1; k <= 1; k++) {
      const cx = Math.floor(x / cell) + i
      const cz = Math.floor(z / cell) + k
      const dx = x / cell - cx - noise2(cx + 0.5, cz + 0.5, 83)
      const dz = z / cell - cz - noise2(cx + 0.5, cz + 0.5, 84)
      const size = 0.12 + 0.14 * noise2(cx + 0.5, cz + 0.5, 85)
      tallest = Math.max(tallest, size * (1 - Math.sqrt(dx * dx + dz * dz) / 0.75))
    }
  }
  return tallest * stand
}

/** Distance along a ray to the land, or `farthest`. */
function march(origin: Vector, direction: Vector): number {
  let near = 0.05
  let far = 0.05
  while (far < farthest) {
    const y = origin[1] + far * direction[1]
    if (y > highest && direction[1] > 0) return farthest
    const x = origin[0] + far * direction[0]
    const z = origin[2] + far * direction[2]
    // High above the broad shapes the small ones cannot matter.
    let clearance = y - bareGround(x, z, 3)
    if (clearance < 0.75) clearance = y - ground(x, z, 7)
    else clearance -= 0.3
    if (clearance < 0) return refine(origin, direction, near, far)
    near = far
    far += Math.max(0.012 + 0.004 * far, 0.5 * clearance)
  }
  return farthest
}

function refine(origin: Vector, direction: Vector, above: number, below: number): number {
  let [near, far] = [above, below]
  for (let i = 0; i < 7; i++) {
    const middle = mix(near, far, 0.5)
    const y = origin[1] + middle * direction[1]
    if (y < ground(origin[0] + middle * direction[0], origin[2] + middle * direction[2], 7)) far = middle
    else near = middle
  }
  return far
}

/** How much of the sun reaches a point, with a soft edge. */
function shadow(from: Vector): number {
  let open = 1
  for (let distance = 0.04; distance < 9; distance *= 1.22) {
    const [x, y, z] = add(from, scale(sun, distance))
    if (y > highest) break
    open = Math.min(open, 0.5 + (9 * (y - bareGround(x, z, 4))) / distance)
    if (open <= 0) return 0
  }
  return open
}

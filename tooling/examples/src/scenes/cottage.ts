import { fractal2, latticeValue, mix, noise2, noise3, smoothstep } from '../noise.ts'
import { type Picture, render } from '../picture.ts'
import { type Sky, skyLight } from '../sky.ts'
import { add, dot, mixVectors, multiply, normalize, scale, subtract, type Vector } from '../vector.ts'

const sun = normalize([0.55, 0.62, -0.62])
const sky: Sky = {
  sun,
  zenith: [0.08, 0.24, 0.62],
  horizon: [0.5, 0.64, 0.8],
  glow: [0.9, 0.7, 0.4],
  cloud: [0.95, 0.96, 1.0],
  cover: 0.5,
  seed: 3,
}
const sunLight: Vector = [2.7, 2.35, 1.85]
const skyFill: Vector = [0.3, 0.38, 0.5]
const farthest = 70

type Material = 'ground' | 'wall' | 'roof' | 'frame' | 'glass' | 'brick' | 'leaves' | 'bark' | 'fence'

const trees = [
  { x: -5.2, z: 5.4, size: 1.5 },
  { x: -7.6, z: 8.5, size: 1.8 },
  { x: 4.9, z: 3.6, size: 1.35 },
  { x: 7.8, z: 9.5, size: 1.9 },
  { x: 1.8, z: 10.5, size: 1.7 },
  { x: -2.4, z: 12.5, size: 1.8 },
] as const

/** A cottage on a meadow at midday. */
export function renderCottage(width: number, height: number): Picture {
  const camera = { position: [-3.1, 1.7, -9.2], target: [0.25, 1.45, 2], zoom: 1.95 } as const
  return render(width, height, camera, shade, { exposure: 0.78 })
}

function shade(origin: Vector, direction: Vector): Vector {
  const distance = march(origin, direction)
  if (distance >= farthest) return skyLight(sky, direction)
  const point = add(origin, scale(direction, distance))
  const { material } = scene(point)
  const normal = normalAt(point, 0.0012 * distance)
  if (material === 'glass') {
    const mirrored: Vector = [direction[0], direction[1], -direction[2]]
    return add([0.02, 0.022, 0.025], scale(skyLight(sky, normalize(add(mirrored, [0, 0.12, 0]))), 0.4))
  }
  const albedo = colour(material, point, normal)
  const raised = add(point, scale(normal, 0.01))
  const direct = Math.max(0, dot(normal, sun))
  const lit = direct > 0 ? direct * shadow(raised) : 0
  const open = occlusion(point, normal)
  let light = add(scale(sunLight, lit), scale(skyFill, open * (0.6 + 0.4 * normal[1])))
  light = add(light, scale([0.12, 0.13, 0.06], open * Math.max(0, 0.5 - 0.5 * normal[1])))
  if (material === 'leaves')
    light = add(light, scale([0.25, 0.32, 0.06], 0.5 * Math.max(0, -dot(normal, sun))))
  const haze = 1 - Math.exp(-0.00045 * distance ** 1.8)
  return mixVectors(multiply(albedo, light), [0.46, 0.58, 0.72], haze)
}

function colour(material: Material, [x, y, z]: Vector, normal: Vector): Vector {
  switch (material) {
    case 'ground': {
      const blades = noise2(x * 46, z * 19, 31)
      const patches = fractal2(x * 0.45, z * 0.45, 4, 32)
      const grass = mixVectors(
        [0.06, 0.105, 0.022],
        [0.23, 0.25, 0.075],
        0.55 * blades + 0.55 * patches - 0.05,
      )
      const gravel = mixVectors([0.2, 0.17, 0.13], [0.46, 0.41, 0.34], noise2(x * 34, z * 34, 33))
      const flower = latticeValue(Math.floor(x * 11), Math.floor(z * 11), 0, 34)
      const meadow = flower > 0.988 && z < 4 ? ([0.75, 0.7, 0.3] as const) : grass
      return mixVectors(meadow, gravel, pathShare(x, z))
    }
    case 'wall':
      return scale(
        [0.74, 0.69, 0.6],
        0.8 + 0.25 * fractal2(x * 3 + z * 3, y * 5, 5, 35) - 0.18 * smoothstep(0.5, 0, y),
      )
    case 'roof': {
      const row = Math.floor(y / 0.11)
      const tile = latticeValue(Math.floor(x / 0.13 + 0.5 * (row % 2)), row, 0, 36)
      const moss = smoothstep(0.55, 0.75, fractal2(x * 1.4, y * 2.2, 4, 37))
      return mixVectors(scale([0.4, 0.135, 0.075], 0.6 + 0.7 * tile), [0.12, 0.13, 0.05], 0.55 * moss)
    }
    case 'brick': {
      const row = Math.floor(y / 0.08)
      const brick = latticeValue(Math.floor((x + z) / 0.18 + 0.5 * (row % 2)), row, 0, 38)
      return scale([0.4, 0.16, 0.1], 0.65 + 0.6 * brick)
    }
    case 'frame':
      return y < 1.34 && Math.abs(x - 0.15) < 0.34
        ? scale([0.06, 0.16, 0.2], 0.8 + 0.4 * noise2(x * 24, y, 39))
        : [0.7, 0.7, 0.68]
    case 'leaves': {
      const shade = noise3(x * 7, y * 7, z * 7, 40)
      return mixVectors([0.025, 0.07, 0.012], [0.13, 0.22, 0.03], shade * (0.7 + 0.3 * normal[1]))
    }
    case 'bark':
      return scale([0.13, 0.09, 0.06], 0.6 + 0.8 * noise2(x * 20 + z * 20, y * 5, 41))
    case 'fence':
      return scale([0.52, 0.48, 0.42], 0.7 + 0.5 * noise2(x * 30, y * 4, 42))
    default:
      return [0.5, 0.5, 0.5]
  }
}

/** The nearest surface to a point so far: a lower bound of its distance, and what it is. */
class Nearest {
  distance: number
  material: Material

  constructor(distance: number, material: Material) {
    this.distance = distance
    this.material = material
  }

  consider(distance: number, material: Material): void {
    if (distance >= this.distance) return
    this.distance = distance
    this.material = material
  }
}

function scene([x, y, z]: Vector): Nearest {
  // Well above the meadow its blades cannot matter, and they are dear.
  const nearest = new Nearest(0.75 * (y > 0.3 && z < 8 ? y - 0.1 : y - groundHeight(x, z)), 'ground')
  const house = box(x, y - 1.3, z - 2, 2.2, 2.2, 1.7)
  if (house > 1) {
    nearest.consider(house - 0.3, 'wall')
  } else {
    const gable = 0.64 * (y - 1.75) + 0.768 * Math.abs(z - 2) - 0.95
    nearest.consider(Math.max(box(x, y - 1.0, z - 2, 1.9, 1.9, 1.3), gable), 'wall')
    const tiles =
      0.012 * Math.abs(((y / 0.11) % 1) - 0.5) +
      0.008 * Math.abs(((x / 0.13 + 0.5 * (Math.floor(y / 0.11) % 2)) % 1) - 0.5)
    const roof = Math.max(Math.abs(gable - 0.06) - 0.06, Math.abs(x) - 2.15, 1.55 - y)
    nearest.consider(0.8 * (roof + tiles), 'roof')
    nearest.consider(box(x + 1.15, y - 3.0, z - 2.3, 0.22, 0.6, 0.22), 'brick')
    for (const wx of [-1.15, 1.2]) {
      const pane = Math.max(Math.abs(x - wx) - 0.36, Math.abs(y - 1.12) - 0.42)
      const bars = Math.min(Math.abs(x - wx) - 0.022, Math.abs(y - 1.12) - 0.022, -pane - 0.06)
      nearest.consider(Math.max(pane, Math.abs(z - 0.71) - 0.02), 'glass')
      nearest.consider(Math.max(pane, bars, Math.abs(z - 0.69) - 0.045), 'frame')
      nearest.consider(box(x - wx, y - 0.66, z - 0.64, 0.44, 0.04, 0.1), 'frame')
    }
    nearest.consider(box(x - 0.15, y - 0.68, z - 0.69, 0.32, 0.64, 0.04), 'frame')
    nearest.consider(box(x - 0.15, y - 0.02, z - 0.5, 0.5, 0.06, 0.3), 'fence')
  }
  for (const tree of trees) {
    const bound = Math.hypot(x - tree.x, y - 1.75 * tree.size, z - tree.z) - 1.3 * tree.size
    if (bound > 0.8) {
      nearest.consider(Math.min(bound, Math.max(Math.hypot(x - tree.x, z - tree.z) - 0.3, y - 2)), 'leaves')
      continue
    }
    nearest.consider(
      Math.max(Math.hypot(x - tree.x, z - tree.z) - 0.11 * tree.size, y - 1.6 * tree.size),
      'bark',
    )
    nearest.consider(crown(x - tree.x, y, z - tree.z, tree.size), 'leaves')
  }
  if (y < 1.2 && z < 1) {
    const along = x + 6.5 - Math.round(x + 6.5)
    const open = Math.abs(x - 0.15 - 0.25 * (z + 1)) < 0.7 ? 1 : 0
    nearest.consider(Math.max(box(along, y - 0.35, z + 1.4, 0.05, 0.42, 0.05), open * 0.3), 'fence')
    nearest.consider(
      Math.max(box(0, Math.abs(y - 0.45) - 0.16, z + 1.4, 1, 0.035, 0.025), open * 0.3),
      'fence',
    )
  }
  return nearest
}

function groundHeight(x: number, z: number): number {
  const hills = 2.6 * smoothstep(9, 45, z) * fractal2(x * 0.055 + 2, z * 0.055, 4, 50)
  const rough = 0.05 * fractal2(x * 1.4, z * 1.4, 3, 51)
  const blades = z < 6 ? 0.04 * noise2(x * 38, z * 30, 52) * (1 - pathShare(x, z)) : 0
  return hills + rough + blades - 0.05
}

function pathShare(x: number, z: number): number {
  if (z > 0.6) return 0
  const off = Math.abs(
    x - 0.15 - 0.1 * (z - 0.6) - 0.55 * (noise2(z * 0.5, 1.5, 53) - 0.5) * smoothstep(0.6, -2, z),
  )
  return smoothstep(0.62, 0.42, off + 0.25 * (noise2(x * 5, z * 5, 54) - 0.5))
}

/** A crown of leaves: three blobs, roughened. */
function crown(x: number, y: number, z: number, size: number): number {
  const a = Math.hypot(x, y - 1.75 * size, z) - 0.8 * size
  const b = Math.hypot(x - 0.45 * size, y - 1.35 * size, z + 0.1 * size) - 0.55 * size
  const c = Math.hypot(x + 0.5 * size, y - 1.5 * size, z - 0.1 * size) - 0.5 * size
  const blob = Math.min(a, b, c)
  if (blob > 0.5 * size) return blob - 0.3 * size
  const rough =
    0.42 * (noise3(x * 2.6, y * 2.6, z * 2.6, 60) - 0.5) + 0.3 * (noise3(x * 8, y * 8, z * 8, 61) - 0.5)
  return 0.55 * (blob + size * rough)
}

function box(x: number, y: number, z: number, hx: number, hy: number, hz: number): number {
  const dx = Math.abs(x) - hx
  const dy = Math.abs(y) - hy
  const dz = Math.abs(z) - hz
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0))
  return outside + Math.min(Math.max(dx, dy, dz), 0)
}

function march(origin: Vector, direction: Vector): number {
  let distance = 0.1
  for (let step = 0; step < 160 && distance < farthest; step++) {
    const clearance = scene(add(origin, scale(direction, distance))).distance
    if (clearance < 0.0006 * distance) return distance
    distance += clearance
    if (direction[1] > 0 && origin[1] + distance * direction[1] > 6) return farthest
  }
  return distance
}

function normalAt(point: Vector, step: number): Vector {
  return normalize([slope(point, [step, 0, 0]), slope(point, [0, step, 0]), slope(point, [0, 0, step])])
}

function slope(point: Vector, step: Vector): number {
  return scene(add(point, step)).distance - scene(subtract(point, step)).distance
}

/** How much of the sun reaches a point, with a soft edge. */
function shadow(from: Vector): number {
  let open = 1
  let distance = 0.03
  for (let step = 0; step < 40 && distance < 12; step++) {
    const clearance = scene(add(from, scale(sun, distance))).distance
    open = Math.min(open, (26 * clearance) / distance)
    if (open < 0.01) return 0
    distance += mix(Math.max(0.02, clearance), 0.3, 0.05)
  }
  return open
}

/** The share of the sky that nearby surfaces leave open. */
function occlusion(point: Vector, normal: Vector): number {
  let closed = 0
  for (const reach of [0.06, 0.18, 0.45]) {
    closed += (reach - Math.min(reach, scene(add(point, scale(normal, reach))).distance)) * (0.3 / reach)
  }
  return Math.max(0.2, 1 - closed)
}

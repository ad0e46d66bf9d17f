/** A pseudo-random number in [0, 1) that depends on a lattice point and a seed only. */
export function latticeValue(x: number, y: number, z: number, seed = 0): number {
  let h =
    Math.imul(x, 0x27d4eb2d) ^
    Math.imul(y, 0x165667b1) ^
    Math.imul(z, 0x9e3779b1) ^
    Math.imul(seed, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32
}

/** Smooth noise over the plane: lattice values with quintic interpolation, in [0, 1). */
export function noise2(x: number, y: number, seed = 0): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const u = fade(x - ix)
  const v = fade(y - iy)
  const bottom = mix(latticeValue(ix, iy, 0, seed), latticeValue(ix + 1, iy, 0, seed), u)
  const top = mix(latticeValue(ix, iy + 1, 0, seed), latticeValue(ix + 1, iy + 1, 0, seed), u)
  return mix(bottom, top, v)
}

/** Smooth noise in space, in [0, 1). */
export function noise3(x: number, y: number, z: number, seed = 0): number {
  const iz = Math.floor(z)
  const slice = (k: number) => noise2(x, y, seed + Math.imul(k, 7919))
  return mix(slice(iz), slice(iz + 1), fade(z - iz))
}

/** Fractal noise over the plane: octaves of halved amplitude and about doubled frequency, in [0, 1). */
export function fractal2(x: number, y: number, octaves: number, seed = 0): number {
  let sum = 0
  let amplitude = 0.5
  let [px, py] = [x, y]
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise2(px, py, seed + octave)
    amplitude /= 2
    // The turn between octaves hides the lattice.
    ;[px, py] = [1.6 * px - 1.2 * py, 1.2 * px + 1.6 * py]
  }
  return sum / (1 - 0.5 ** octaves)
}

/** A generator of uniform numbers in [0, 1) (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Linear interpolation. */
export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the larger one. */
export function smoothstep(from: number, to: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10)
}

const SIDE = 8
const STEP = 4
/** Coefficients below this many deviations of the noise are taken for noise. */
const THRESHOLD = 2.7

/**
 * Takes Gaussian noise of a known deviation out of a plane: the cosine transform of every 8×8 block on a grid of four
 * pixels, without the coefficients that noise could have made; overlapping blocks are averaged.
 *
 * Source: G. Yu, G. Sapiro, "DCT Image Denoising", IPOL 2011.
 */
export function denoisePlane(
  plane: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  deviation: number,
): Float32Array {
  const sum = new Float32Array(plane.length)
  const weight = new Float32Array(plane.length)
  const block = new Float64Array(SIDE * SIDE)
  const limit = THRESHOLD * deviation
  for (const top of starts(height)) {
    for (const left of starts(width)) {
      for (let i = 0; i < block.length; i++) block[i] = plane[(top + (i >> 3)) * width + left + (i & 7)]!
      transform(block, forward)
      let kept = 1
      for (let i = 1; i < block.length; i++) {
        if (Math.abs(block[i]!) < limit) block[i] = 0
        else kept++
      }
      transform(block, backward)
      // A block that needs few coefficients is likely to be right.
      const trust = 1 / kept
      for (let i = 0; i < block.length; i++) {
        const at = (top + (i >> 3)) * width + left + (i & 7)
        sum[at]! += trust * block[i]!
        weight[at]! += trust
      }
    }
  }
  for (let i = 0; i < sum.length; i++) sum[i]! /= weight[i]!
  return sum
}

/** Every fourth place where a block fits, and the last one. */
function starts(length: number): number[] {
  const last = length - SIDE
  const places = Array.from({ length: Math.floor(last / STEP) + 1 }, (_, i) => i * STEP)
  return places.at(-1) === last ? places : [...places, last]
}

function transform(block: Float64Array, along: typeof forward): void {
  for (let row = 0; row < SIDE; row++) along(block, row * SIDE, 1)
  for (let column = 0; column < SIDE; column++) along(block, column, SIDE)
}

const cosine = (k: number) => Math.cos((k * Math.PI) / 16) / 2
const [C1, C2, C3, C4, C5, C6, C7] = [1, 2, 3, 4, 5, 6, 7].map(cosine) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]

/** The orthonormal cosine transform (DCT-II) of eight numbers, by their sums and differences about the middle. */
function forward(block: Float64Array, at: number, step: number): void {
  const x0 = block[at]!
  const x1 = block[at + step]!
  const x2 = block[at + 2 * step]!
  const x3 = block[at + 3 * step]!
  const x4 = block[at + 4 * step]!
  const x5 = block[at + 5 * step]!
  const x6 = block[at + 6 * step]!
  const x7 = block[at + 7 * step]!
  const outer = x0 + x7 + (x3 + x4)
  const inner = x1 + x6 + (x2 + x5)
  const outerSlope = x0 + x7 - (x3 + x4)
  const innerSlope = x1 + x6 - (x2 + x5)
  const [d0, d1, d2, d3] = [x0 - x7, x1 - x6, x2 - x5, x3 - x4]
  block[at] = C4 * (outer + inner)
  block[at + step] = C1 * d0 + C3 * d1 + C5 * d2 + C7 * d3
  block[at + 2 * step] = C2 * outerSlope + C6 * innerSlope
  block[at + 3 * step] = C3 * d0 - C7 * d1 - C1 * d2 - C5 * d3
  block[at + 4 * step] = C4 * (outer - inner)
  block[at + 5 * step] = C5 * d0 - C1 * d1 + C7 * d2 + C3 * d3
  block[at + 6 * step] = C6 * outerSlope - C2 * innerSlope
  block[at + 7 * step] = C7 * d0 - C5 * d1 + C3 * d2 - C1 * d3
}

/** The transpose of `forward`, which is its inverse. */
function backward(block: Float64Array, at: number, step: number): void {
  const f0 = C4 * block[at]!
  const f1 = block[at + step]!
  const f2 = block[at + 2 * step]!
  const f3 = block[at + 3 * step]!
  const f4 = C4 * block[at + 4 * step]!
  const f5 = block[at + 5 * step]!
  const f6 = block[at + 6 * step]!
  const f7 = block[at + 7 * step]!
  const [outerSlope, innerSlope] = [C2 * f2 + C6 * f6, C6 * f2 - C2 * f6]
  const [e0, e3] = [f0 + f4 + outerSlope, f0 + f4 - outerSlope]
  const [e1, e2] = [f0 - f4 + innerSlope, f0 - f4 - innerSlope]
  const d0 = C1 * f1 + C3 * f3 + C5 * f5 + C7 * f7
  const d1 = C3 * f1 - C7 * f3 - C1 * f5 - C5 * f7
  const d2 = C5 * f1 - C1 * f3 + C7 * f5 + C3 * f7
  const d3 = C7 * f1 - C5 * f3 + C3 * f5 - C1 * f7
  block[at] = e0 + d0
  block[at + step] = e1 + d1
  block[at + 2 * step] = e2 + d2
  block[at + 3 * step] = e3 + d3
  block[at + 4 * step] = e3 - d3
  block[at + 5 * step] = e2 - d2
  block[at + 6 * step] = e1 - d1
  block[at + 7 * step] = e0 - d0
}

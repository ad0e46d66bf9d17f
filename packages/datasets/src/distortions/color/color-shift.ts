import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { gaussianHalf, separableFilter } from '../core/separable-filter.ts'
import { clampUnit } from '../core/tone-curve.ts'

const SIGMA = 4
const GREEN = 1

/** #05: the green channel slips by `amount` pixels in a random direction, most where there are edges. */
export function colorShift(image: RgbImage, amount: number, random: Random): Samples {
  const { width, height, data } = image
  const angle = (Math.PI / 2) * random.next()
  const [dx, dy] = [Math.round(amount * Math.cos(angle)), Math.round(amount * Math.sin(angle))]
  const edges = edgeMask(image)
  const shifted = Float32Array.from(data)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const from = mirror(y - dy) * width + mirror(x - dx)
      const green = data[3 * at + GREEN]!
      shifted[3 * at + GREEN] = green + edges[at]! * (data[3 * from + GREEN]! - green)
    }
  }
  return shifted
}

/** Shifts are small against the image and never negative: only the left and top borders are crossed. */
function mirror(position: number): number {
  return position < 0 ? -1 - position : position
}

/** 0 where the image is flat, 1 at its strongest edges: the blurred gradient of grey, its ends cut by 1 % each. */
function edgeMask(image: RgbImage): Float32Array {
  const edges = separableFilter(gradient(image), image, 1, gaussianHalf(SIGMA))
  let max = 0
  for (let i = 0; i < edges.length; i++) max = Math.max(max, edges[i]!)
  if (max === 0) return edges
  for (let i = 0; i < edges.length; i++) edges[i] = Math.max(0.1, edges[i]! / max)
  const low = quantile(edges, 0.01)
  const high = quantile(edges, 0.99)
  if (high > low)
    for (let i = 0; i < edges.length; i++) edges[i] = clampUnit((edges[i]! - low) / (high - low))
  return edges
}

/** Of values in [0, 1], to 1/1024. */
function quantile(values: Float32Array, share: number): number {
  const counts = new Uint32Array(1025)
  for (let i = 0; i < values.length; i++) counts[(values[i]! * 1024) | 0]!++
  let bin = 0
  for (let rest = share * values.length; rest > counts[bin]!; bin++) rest -= counts[bin]!
  return bin / 1024
}

function gradient({ width, height, data }: RgbImage): Float32Array {
  const grey = new Float32Array(width * height)
  for (let i = 0; i < grey.length; i++)
    grey[i] = 0.2989 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!
  const steepness = new Float32Array(grey.length)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const right = x < width - 1 ? grey[i + 1]! - grey[i]! : 0
      const below = y < height - 1 ? grey[i + width]! - grey[i]! : 0
      steepness[i] = Math.sqrt(right * right + below * below)
    }
  }
  return steepness
}

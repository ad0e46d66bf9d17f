import type { Plane } from './plane.ts'

/**
 * Weights at the distances ½, 1½, 2½ and 3½ from the point between two samples: the cubic convolution kernel (Keys 1981,
 * a = −½) stretched to twice its width, so that fine detail does not alias. Both sides together sum to 1.
 */
const WEIGHTS = [0.43359375, 0.11328125, -0.03515625, -0.01171875] as const

/** Half as many columns and rows, by bicubic resampling with antialiasing; an odd last one is left out. */
export function halfSize(plane: Plane): Plane {
  const across = halfRows(plane)
  return transpose(halfRows(transpose(across)))
}

function halfRows({ width, height, data }: Plane): Plane {
  const half = width >> 1
  const result = new Float64Array(half * height)
  const last = 2 * half - 1
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < half; x++) {
      let sum = 0
      for (let k = 0; k < WEIGHTS.length; k++) {
        const before = Math.max(2 * x - k, 0)
        const behind = Math.min(2 * x + 1 + k, last)
        sum += WEIGHTS[k]! * (data[row + before]! + data[row + behind]!)
      }
      result[y * half + x] = sum
    }
  }
  return { width: half, height, data: result }
}

function transpose({ width, height, data }: Plane): Plane {
  const turned = new Float64Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) turned[x * height + y] = data[y * width + x]!
  return { width: height, height: width, data: turned }
}

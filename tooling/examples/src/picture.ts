import { latticeValue } from './noise.ts'
import { add, cross, normalize, scale, subtract, type Vector } from './vector.ts'

/** 8-bit RGB pixels, row by row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** A pinhole camera. */
export interface Camera {
  readonly position: Vector
  readonly target: Vector
  /** Distance of the image plane over half the image height. */
  readonly zoom: number
}

/**
 * The linear-light colour seen along a ray; `sample` numbers the samples of the picture, `x` and `y` are the pixel.
 */
export type Shader = (
  origin: Vector,
  direction: Vector,
  pixel: { x: number; y: number; sample: number },
) => Vector

/**
 * Renders a scene with `grid`² samples per pixel, then exposes, tone-maps and encodes it as a camera would: a
 * filmic curve, the sRGB transfer, a slight vignette.
 */
export function render(
  width: number,
  height: number,
  camera: Camera,
  shader: Shader,
  { grid = 2, exposure = 1 } = {},
): Picture {
  const forward = normalize(subtract(camera.target, camera.position))
  const right = normalize(cross(forward, [0, 1, 0]))
  const up = cross(right, forward)
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum: Vector = [0, 0, 0]
      for (let sample = 0; sample < grid * grid; sample++) {
        const u = (2 * (x + ((sample % grid) + 0.5) / grid) - width) / height
        const v = (height - 2 * (y + (Math.floor(sample / grid) + 0.5) / grid)) / height
        const direction = normalize(add(scale(forward, camera.zoom), add(scale(right, u), scale(up, v))))
        sum = add(sum, shader(camera.position, direction, { x, y, sample }))
      }
      const offAxis = ((2 * x - width) ** 2 + (2 * y - height) ** 2) / (width ** 2 + height ** 2)
      const gain = (exposure * (1 - 0.25 * offAxis)) / (grid * grid)
      for (let channel = 0; channel < 3; channel++) {
        // Half a level of fixed dither keeps smooth skies from banding.
        const dither = latticeValue(x, y, channel) - 0.5
        const value = 255 * encode(filmic(sum[channel]! * gain)) + dither
        pixels[(y * width + x) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)))
      }
    }
  }
  return { width, height, pixels }
}

/** A film-like curve from scene light to [0, 1]: straight in the shadows, a long shoulder in the lights. */
function filmic(light: number): number {
  const x = Math.max(0, light)
  return Math.min(1, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14))
}

/** The sRGB transfer function. */
function encode(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}

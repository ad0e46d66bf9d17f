import sharp from 'sharp'
import { randomSource } from './noise.ts'
import type { Picture } from './picture.ts'

/** What happens to a picture on its way into a JPEG file. */
export type Degradation = (picture: Picture) => Promise<Buffer>

/** None: what a good camera would save. */
export const pristine: Degradation = (picture) => encode(picture)

/** Out of focus: a Gaussian of this deviation, in pixels. */
export function blurred(deviation: number): Degradation {
  return (picture) => open(picture).blur(deviation).jpeg(options(90)).toBuffer()
}

/** A dark scene at high gain: Gaussian noise of this deviation, in levels of 255, in each channel. */
export function noisy(deviation: number, seed: number): Degradation {
  const random = randomSource(seed)
  // Box-Muller; 1 - u keeps the logarithm finite.
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return (picture) => {
    // A clamped array rounds and keeps to 0..255.
    const pixels = Uint8ClampedArray.from(picture.pixels, (value) => value + deviation * gaussian())
    return encode({ ...picture, pixels: new Uint8Array(pixels.buffer) })
  }
}

/** Saved too small: JPEG at this quality. */
export function compressed(quality: number): Degradation {
  return (picture) => encode(picture, quality)
}

/** Veiled: the range of values shrunk to this share about a light grey. */
export function flattened(share: number): Degradation {
  return (picture) => {
    const pixels = picture.pixels.map((value) => Math.round(150 + share * (value - 150)))
    return encode({ ...picture, pixels })
  }
}

function encode(picture: Picture, quality = 90): Promise<Buffer> {
  return open(picture).jpeg(options(quality)).toBuffer()
}

function options(quality: number) {
  return { quality, chromaSubsampling: '4:2:0' } as const
}

function open({ width, height, pixels }: Picture) {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

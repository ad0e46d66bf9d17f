import { fileURLToPath } from 'node:url'
import { readPhotograph } from '@deqa/datasets/distortions'
import type { RgbImage } from '../src/image/rgb-image.ts'

/** One of the repository's example pictures, 512×384. */
export function examplePicture(name: 'cottage' | 'lake' | 'still-life'): Promise<RgbImage> {
  return readPhotograph(fileURLToPath(new URL(`../../../examples/photos/${name}.jpg`, import.meta.url)))
}

/** A grey picture from levels at its pixels. */
export function greyPicture(
  width: number,
  height: number,
  level: (x: number, y: number) => number,
): RgbImage {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++)
    data.fill(level(i % width, Math.floor(i / width)), 3 * i, 3 * i + 3)
  return { width, height, data }
}

/** Left and right exchanged. */
export function mirrored({ width, height, data }: RgbImage): RgbImage {
  const turned = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + width - 1 - x)
      turned.set(data.subarray(from, from + 3), 3 * (y * width + x))
    }
  return { width, height, data: turned }
}

/** A part of a picture. */
export function cropped(
  { width: row, data }: RgbImage,
  left: number,
  top: number,
  width: number,
  height: number,
): RgbImage {
  const part = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = 3 * ((top + y) * row + left)
    part.set(data.subarray(from, from + 3 * width), 3 * y * width)
  }
  return { width, height, data: part }
}

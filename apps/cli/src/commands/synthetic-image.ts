import type { RawImage } from '@deqa/model'

const side = 64

/** A small picture that every machine makes the same way: two gradients and a checkerboard. */
export function syntheticImage(): RawImage {
  const data = new Uint8Array(side * side * 3)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const pixel = 3 * (y * side + x)
      data[pixel] = 4 * x
      data[pixel + 1] = 4 * y
      data[pixel + 2] = (x >> 3) % 2 === (y >> 3) % 2 ? 224 : 32
    }
  }
  return { width: side, height: side, channels: 3, data }
}

/** 8-bit RGB pixels, row by row, as scorers and trainers take them. */
export interface RgbImage {
  readonly width: number
  readonly height: number
  /** shape [height, width, 3], values 0..255 */
  readonly data: Uint8Array
}

/** Samples of an image on their way through a distortion, shape [height, width, 3]; floats may leave 0..255. */
export type Samples = Uint8Array | Uint8ClampedArray | Float32Array

/** Smallest side that every distortion can work on: patches and blocks must have room to move. */
export const SMALLEST_SIDE = 64

/** @throws {TypeError | RangeError} if the image has the wrong number of samples or a side below 64 pixels. */
export function requireRgbImage(caller: string, { width, height, data }: RgbImage): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && Math.min(width, height) >= SMALLEST_SIDE)) {
    throw new RangeError(
      `${caller}: expected whole sides of ${SMALLEST_SIDE} pixels or more, got ${width}×${height}`,
    )
  }
  if (!(data instanceof Uint8Array) || data.length !== width * height * 3) {
    throw new TypeError(
      `${caller}: expected ${width * height * 3} bytes of RGB, got ${data?.constructor?.name} of ${data?.length}`,
    )
  }
}

/** 8-bit RGB pixels, row by row, as decoders give them. */
export interface RgbImage {
  readonly width: number
  readonly height: number
  /** shape [height, width, 3], values 0..255 */
  readonly data: Uint8Array
}

/** @throws {TypeError | RangeError} if the sides are no whole numbers above 0, or the samples are not that many bytes. */
export function requireRgbImage(caller: string, { width, height, data }: RgbImage): void {
  if (!(Number.isInteger(width) && Number.isInteger(height) && Math.min(width, height) >= 1))
    throw new RangeError(`${caller}: expected whole sides of 1 pixel or more, got ${width}×${height}`)
  if (!(data instanceof Uint8Array) || data.length !== width * height * 3)
    throw new TypeError(
      `${caller}: expected ${width * height * 3} bytes of RGB, got ${data?.constructor?.name} of ${data?.length}`,
    )
}

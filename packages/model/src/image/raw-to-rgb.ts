import { describeValue } from './describe-value.ts'
import type { RawImage, RgbImage } from './types.ts'

/**
 * Raw pixels as RGB: grey is repeated, alpha is dropped (not composited), RGB is taken over without a copy.
 * @throws {TypeError} if the data are no bytes: numbers of another kind would need another scale.
 * @throws {RangeError} if sizes, channels and the length of the data do not fit together.
 */
export function rawToRgb({ width, height, channels, data }: RawImage): RgbImage {
  if (!(Number.isSafeInteger(width) && width > 0 && Number.isSafeInteger(height) && height > 0)) {
    throw new RangeError(`rawToRgb: expected a width and height of at least 1, got ${width}×${height}`)
  }
  if (![1, 2, 3, 4].includes(channels)) {
    throw new RangeError(`rawToRgb: expected 1, 2, 3 or 4 channels, got ${channels}`)
  }
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw new TypeError(
      `rawToRgb: expected data to be a Uint8Array or Uint8ClampedArray, got ${describeValue(data)}. Scale the values to 0 … 255 and pass Uint8ClampedArray.from(values), which rounds them.`,
    )
  }
  const pixels = width * height
  if (data.length !== pixels * channels) {
    throw new RangeError(
      `rawToRgb: expected ${pixels * channels} values for ${width}×${height}×${channels}, got ${data.length}`,
    )
  }
  if (channels === 3) {
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
  }
  const rgb = new Uint8Array(pixels * 3)
  const green = channels === 4 ? 1 : 0
  const blue = channels === 4 ? 2 : 0
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = data[from]!
    rgb[to + 1] = data[from + green]!
    rgb[to + 2] = data[from + blue]!
  }
  return { width, height, data: rgb }
}

/** Pixels as the network's preprocessing wants them: 8-bit RGB, row by row, no alpha. */
export interface RgbImage {
  readonly width: number
  readonly height: number
  /** shape [height, width, 3], values 0..255 */
  readonly data: Uint8Array
}

/** Pixels that need no decoding. Grey (1), grey + alpha (2), RGB (3) or RGBA (4); alpha is dropped. */
export interface RawImage {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
  /** shape [height, width, channels], values 0..255 */
  readonly data: Uint8Array | Uint8ClampedArray
}

/** An image to score: a path, a `file:` URL, the bytes of an encoded file, a Blob, or raw pixels. */
export type ImageInput = string | URL | Uint8Array | Blob | RawImage

/** One number for each pixel. */
export interface Plane {
  readonly width: number
  readonly height: number
  /** shape [height, width] */
  readonly data: Float64Array
}

/** A rectangle of pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The part of a plane from its upper left corner on. */
export function corner({ width: row, data }: Plane, width: number, height: number): Plane {
  const part = new Float64Array(width * height)
  for (let y = 0; y < height; y++) part.set(data.subarray(y * row, y * row + width), y * width)
  return { width, height, data: part }
}

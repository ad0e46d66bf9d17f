import { ImageTooLargeError } from './image-errors.ts'
import { resampleBicubic } from './resample-bicubic.ts'
import type { RgbImage } from './types.ts'

/** How a picture becomes several squares, each of which the network sees as an image of its own. */
export interface CropViews {
  /** Pictures with a longer side, in pixels, are reduced to it. */
  readonly longSide: number
  /** Number of squares along the longer side. */
  readonly along: number
  /** Number of squares along the shorter side. */
  readonly across: number
}

/** The upper left corner of a square. */
export interface ViewPlace {
  readonly left: number
  readonly top: number
}

/**
 * Most pixels of a picture that is ready to be cut. Enlarged until it holds a square, a thin strip has side² × the ratio of
 * its sides: at a side of 192 this is 540 times as long as wide, and 60 MB.
 */
const MAX_FITTED_PIXELS = 20_000_000

/** Number of squares per picture. */
export function countViews({ along, across }: Pick<CropViews, 'along' | 'across'>): number {
  return along * across
}

/**
 * Brings a picture to the size that squares are cut from: reduced so that its longer side is `longSide`, never enlarged,
 * unless its shorter side would hold no square; then that side becomes S. A picture that fits already is given back
 * as it is.
 *
 * @param size - S, in pixels.
 * @param where - how errors call the picture.
 * @throws {ImageTooLargeError} if it is so thin that it would have more than 20 million pixels; nothing was resampled.
 */
export function fitForViews(
  image: RgbImage,
  size: number,
  { longSide }: Pick<CropViews, 'longSide'>,
  where = 'image',
): RgbImage {
  const { width, height } = image
  const scale = Math.max(Math.min(1, longSide / Math.max(width, height)), size / Math.min(width, height))
  const scaled = (side: number) => Math.max(size, Math.round(side * scale))
  const [fittedWidth, fittedHeight] = [scaled(width), scaled(height)]
  if (fittedWidth * fittedHeight > MAX_FITTED_PIXELS) {
    throw new ImageTooLargeError({
      where,
      expected: `at most ${MAX_FITTED_PIXELS.toLocaleString('en')} pixels when its shorter side has ${size}`,
      found: `${fittedWidth}×${fittedHeight}, of ${width}×${height}`,
      advice: 'It is too thin for this model: cut it into shorter pieces and score each.',
    })
  }
  if (scale === 1) return image
  return resampleBicubic(image, fittedWidth, fittedHeight)
}

/**
 * Where the squares lie: in a grid whose outer squares touch the borders, row by row. A side with one square has it in
 * the middle. Squares overlap where the picture is small.
 *
 * @param image - of at least S × S.
 */
export function viewPlaces(
  { width, height }: Pick<RgbImage, 'width' | 'height'>,
  size: number,
  { along, across }: CropViews,
): ViewPlace[] {
  const [columns, rows] = width >= height ? [along, across] : [across, along]
  const lefts = spread(width - size, columns)
  return spread(height - size, rows).flatMap((top) => lefts.map((left) => ({ left, top })))
}

/** The square of S × S pixels at a place. */
export function cutView({ width, data }: RgbImage, { left, top }: ViewPlace, size: number): RgbImage {
  const cut = new Uint8Array(3 * size * size)
  for (let y = 0; y < size; y++) {
    const from = 3 * ((top + y) * width + left)
    cut.set(data.subarray(from, from + 3 * size), 3 * y * size)
  }
  return { width: size, height: size, data: cut }
}

/** All squares of a picture of at least S × S, in the order of their places. */
export function gridViews(image: RgbImage, size: number, views: CropViews): RgbImage[] {
  return viewPlaces(image, size, views).map((place) => cutView(image, place, size))
}

/** `count` whole numbers from 0 to `room`, evenly. */
function spread(room: number, count: number): number[] {
  if (count === 1) return [Math.floor(room / 2)]
  return Array.from({ length: count }, (_, i) => Math.round((i * room) / (count - 1)))
}

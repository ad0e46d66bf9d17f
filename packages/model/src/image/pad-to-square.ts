import type { RgbImage } from './types.ts'

/** An image placed on a larger, one-coloured canvas that exists only in the arithmetic. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly colour: Rgb
  readonly image: RgbImage
  /** Where the image's first column and row lie on the canvas. */
  readonly left: number
  readonly top: number
}

export type Rgb = readonly [red: number, green: number, blue: number]

/** CLIP's mean colour, 255 · (0.48145466, 0.4578275, 0.40821073), truncated as upstream truncates it. */
export const PAD_COLOUR: Rgb = [122, 116, 104]

/**
 * Centres an image on the smallest square that holds it, filled with `PAD_COLOUR`; an odd rest puts the extra
 * line below or to the right. No pixel is copied: the resampler reads the canvas as it is described.
 *
 * Source: `expand2square` of DeQA-Score.
 */
export function padToSquare(image: RgbImage): Canvas {
  const side = Math.max(image.width, image.height)
  return {
    width: side,
    height: side,
    colour: PAD_COLOUR,
    image,
    left: Math.floor((side - image.width) / 2),
    top: Math.floor((side - image.height) / 2),
  }
}

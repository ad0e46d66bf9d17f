import { DeqaError } from '../errors.ts'
import { type DecodeOptions, decodeImage } from '../image/decode-image.ts'
import { ImageUnreadableError } from '../image/image-errors.ts'
import { nameOfInput } from '../image/name-of-input.ts'
import { preprocessViews, viewsPerImage } from '../image/preprocess-views.ts'
import type { ImageInput, RgbImage } from '../image/types.ts'
import type { Manifest } from '../model-folder/manifest.ts'

/** An image in its place of a batch, or the reason why it has none. */
export type PreparedImage =
  | { readonly row: number; readonly width: number; readonly height: number }
  | { readonly error: DeqaError }

/** Some images, decoded and normalised. */
export interface PreparedBatch {
  /** In input order. */
  readonly images: readonly PreparedImage[]
  /** Number of images that could be decoded. */
  readonly rows: number
  /** V: views of each image, one after another in `pixels`. */
  readonly views: number
  /** shape [rows · V, 3, S, S] */
  readonly pixels: Float32Array<ArrayBuffer>
}

export interface PrepareOptions {
  readonly preprocessing: Manifest['preprocessing']
  readonly autoOrient: boolean
  readonly signal?: AbortSignal
}

/** Decodes images side by side. A bad image is an error value; only the signal and bugs reject. */
export async function prepareBatch(
  inputs: readonly ImageInput[],
  { preprocessing, autoOrient, signal }: PrepareOptions,
): Promise<PreparedBatch> {
  const { size } = preprocessing
  const views = viewsPerImage(preprocessing)
  const imageLength = views * 3 * size * size
  const pixels = new Float32Array(inputs.length * imageLength)
  let rows = 0
  const images = await Promise.all(
    inputs.map(async (input): Promise<PreparedImage> => {
      try {
        const image = await decode(input, { autoOrient, ...(signal ? { signal } : {}) })
        // Nothing else happens from here to the end, so that rows are taken by what succeeds and failures leave no hole.
        const place = pixels.subarray(rows * imageLength, (rows + 1) * imageLength)
        preprocessViews(image, { ...preprocessing, where: nameOfInput(input) }, place)
        return { row: rows++, width: image.width, height: image.height }
      } catch (error) {
        if (error instanceof DeqaError) return { error }
        throw error
      }
    }),
  )
  return { images, rows, views, pixels: pixels.subarray(0, rows * imageLength) }
}

/** In a batch a value that is no image, or pixels that do not add up, are one bad image. */
async function decode(input: ImageInput, options: DecodeOptions): Promise<RgbImage> {
  try {
    return await decodeImage(input, options)
  } catch (error) {
    throw error instanceof TypeError || error instanceof RangeError ? malformedInput(error) : error
  }
}

function malformedInput(cause: Error): ImageUnreadableError {
  return new ImageUnreadableError({
    where: 'input',
    expected: 'a path, bytes, a Blob, or raw pixels whose length is width × height × channels',
    found: `something else (${cause.message})`,
    advice: 'Look at what was passed as an image.',
    cause,
  })
}

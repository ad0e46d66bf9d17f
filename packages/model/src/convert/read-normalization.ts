import { z } from 'zod'
import { readJsonFile } from '../checkpoint/read-json-file.ts'
import { CLIP_STATISTICS, type PixelStatistics } from '../image/normalize-pixels.ts'
import { ConfigInvalidError } from '../network/config.ts'
import { exists } from '../system/exists.ts'

const ADVICE =
  'Use the preprocessor_config.json that belongs to a DeQA-Score, Q-Align or mPLUG-Owl2 checkpoint.'

/** 1/255 may have been rounded to float32 when it was written. */
const RESCALE_TOLERANCE = 2 ** -24

const side = z.number()
const square = z
  .object({ height: side, width: side })
  .refine(({ height, width }) => height === width)
  .transform(({ height }) => height)
/** A step that the scorer always takes. */
const on = z.literal(true, 'expected true: the scorer always does this').optional()

const schema = z.object({
  do_resize: on,
  do_rescale: on,
  do_normalize: on,
  size: z
    .union(
      [side, z.object({ shortest_edge: side }).transform((s) => s.shortest_edge), square],
      'expected a number, { shortest_edge }, or { height, width } that are the same',
    )
    .optional(),
  crop_size: z.union([side, square], 'expected a number, or { height, width } that are the same').optional(),
  resample: z.literal(3, 'only bicubic resampling (3) is supported').optional(),
  rescale_factor: z
    .number()
    .refine((factor) => Math.abs(factor * 255 - 1) <= RESCALE_TOLERANCE, 'expected 1/255')
    .optional(),
  image_mean: z.tuple([z.number(), z.number(), z.number()]).default([...CLIP_STATISTICS.mean]),
  image_std: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .default([...CLIP_STATISTICS.std]),
})

/**
 * The channel statistics of a checkpoint's `preprocessor_config.json`, or CLIP's where it has none.
 *
 * @param imageSize - what the vision encoder takes; a file that says otherwise is refused.
 * @throws {ConfigInvalidError} if the file asks for something that the scorer would not do.
 * @throws {CheckpointCorruptError} if it is no JSON.
 * @throws {CheckpointUnsupportedError | FileInaccessibleError} if it is there and cannot be read.
 */
export async function readNormalization(file: string, imageSize: number): Promise<PixelStatistics> {
  if (!(await exists(file))) return CLIP_STATISTICS
  const parsed = schema.safeParse(await readJsonFile(file))
  if (!parsed.success) throw new ConfigInvalidError(file, z.prettifyError(parsed.error), ADVICE)
  for (const key of ['size', 'crop_size'] as const) {
    const value = parsed.data[key] ?? imageSize
    if (value !== imageSize) {
      const problem = `${key} is ${value}, expected the image_size of config.json, ${imageSize}`
      throw new ConfigInvalidError(file, problem, ADVICE)
    }
  }
  return { mean: parsed.data.image_mean, std: parsed.data.image_std }
}

import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CLIP_STATISTICS, type PixelStatistics } from '../image/normalize-pixels.ts'
import { ConfigInvalidError } from '../network/config.ts'

const side = z.union([z.number(), z.object({ shortest_edge: z.number() }).transform((s) => s.shortest_edge)])
const crop = z.union([
  z.number(),
  z.object({ height: z.number(), width: z.number() }).transform((s) => s.height),
])
const channels = z.tuple([z.number(), z.number(), z.number()])

const schema = z.object({
  size: side.optional(),
  crop_size: crop.optional(),
  resample: z.literal(3, 'only bicubic resampling (3) is supported').optional(),
  image_mean: channels.default([...CLIP_STATISTICS.mean]),
  image_std: channels.default([...CLIP_STATISTICS.std]),
})

/**
 * The channel statistics of a checkpoint's `preprocessor_config.json`, or CLIP's where it has none.
 *
 * @param imageSize - what the vision encoder takes; a file that says otherwise is refused.
 * @throws {ConfigInvalidError} if the file asks for something that the scorer would not do.
 */
export async function readNormalization(file: string, imageSize: number): Promise<PixelStatistics> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return CLIP_STATISTICS
    throw error
  }
  const parsed = schema.safeParse(parseJson(text, file))
  if (!parsed.success) throw new ConfigInvalidError(file, z.prettifyError(parsed.error))
  for (const key of ['size', 'crop_size'] as const) {
    const value = parsed.data[key] ?? imageSize
    if (value !== imageSize) {
      throw new ConfigInvalidError(
        file,
        `${key} is ${value}, expected the image_size of config.json, ${imageSize}`,
      )
    }
  }
  return { mean: parsed.data.image_mean, std: parsed.data.image_std }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConfigInvalidError(file, `not JSON (${(cause as Error).message})`)
  }
}

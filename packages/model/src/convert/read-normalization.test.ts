import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { CLIP_STATISTICS } from '../image/normalize-pixels.ts'
import { ConfigInvalidError } from '../network/config.ts'
import { readNormalization } from './read-normalization.ts'

const { mean, std } = CLIP_STATISTICS

/** What mPLUG-Owl2's releases and those made of them say. */
const released = {
  crop_size: 448,
  do_center_crop: true,
  do_normalize: true,
  do_resize: true,
  feature_extractor_type: 'CLIPFeatureExtractor',
  image_mean: mean,
  image_std: std,
  resample: 3,
  size: 448,
}

/** What later versions of transformers write of the same. */
const later = {
  crop_size: { height: 448, width: 448 },
  do_center_crop: true,
  do_convert_rgb: true,
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: mean,
  image_processor_type: 'CLIPImageProcessor',
  image_std: std,
  resample: 3,
  rescale_factor: 0.00392156862745098,
  size: { shortest_edge: 448 },
}

let file: string
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-normalization-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  file = join(folder, 'preprocessor_config.json')
})

async function read(config: object) {
  await writeFile(file, JSON.stringify(config))
  return await readNormalization(file, 448)
}

test.each<[string, object]>([
  ['mPLUG-Owl2', released],
  ['later versions', later],
  ['a height and a width', { ...later, size: { height: 448, width: 448 } }],
  ['1/255 in float32', { ...later, rescale_factor: 0.003921568859368563 }],
  ['a square that is not cropped, since it has the right size', { ...later, do_center_crop: false }],
  ['nothing', {}],
])('the configuration of %s', async (_, config) => {
  expect(await read(config)).toEqual(CLIP_STATISTICS)
})

test('no file: the statistics of CLIP', async () => {
  expect(await readNormalization(file, 448)).toEqual(CLIP_STATISTICS)
})

test('statistics of its own', async () => {
  const own = { image_mean: [0.5, 0.4, 0.3], image_std: [0.3, 0.2, 0.1] }
  expect(await read({ ...released, ...own })).toEqual({ mean: own.image_mean, std: own.image_std })
})

test.each([
  [{ do_normalize: false }, 'expected true: the scorer always does this'],
  [{ do_rescale: false }, 'do_rescale'],
  [{ do_resize: false }, 'do_resize'],
  [{ rescale_factor: 1 }, 'expected 1/255'],
  [{ rescale_factor: 1 / 256 }, 'rescale_factor'],
  [{ crop_size: { height: 448, width: 336 } }, 'expected a number, or { height, width } that are the same'],
  [{ size: { height: 336, width: 448 } }, 'size'],
  [{ size: { longest_edge: 448 } }, 'expected a number, { shortest_edge }, or { height, width }'],
  [{ size: { height: 224, width: 224 } }, 'size is 224, expected the image_size of config.json, 448'],
  [{ crop_size: 336 }, 'crop_size is 336'],
  [{ resample: 2 }, 'bicubic'],
  [{ image_std: [0.2, 0, 0.2] }, 'image_std'],
  [{ image_std: [0.2, 0.2, -0.2] }, 'image_std'],
  [{ image_mean: [0.5, 0.5] }, 'image_mean'],
])('refuses %j, which the scorer would not do', async (changed, message) => {
  const error = await read({ ...later, ...changed }).catch((error) => error)
  expect(error).toBeInstanceOf(ConfigInvalidError)
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', file })
  expect(error.message).toContain(message)
  expect(error.message).toMatch(/\nUse the preprocessor_config.json that belongs to/)
})

test('what cannot be read is named, with what to do', async () => {
  await writeFile(file, '{')
  await expect(readNormalization(file, 448)).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT', file })
  await rm(file)
  await mkdir(file)
  await expect(readNormalization(file, 448)).rejects.toMatchObject({ code: 'CHECKPOINT_UNSUPPORTED', file })
  await expect(readNormalization(file, 448)).rejects.toThrow('got a folder or device\nMove it away')
})

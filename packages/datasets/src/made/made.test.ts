import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { collect, temporaryTree } from '../../test/temporary-tree.ts'
import { distance, testPicture } from '../../test/test-picture.ts'
import { CodecMissing } from '../distortions/codec-missing.ts'
import { distort } from '../distortions/distort.ts'
import { DatasetFileUnreadable, DatasetSplitInvalid } from '../errors.ts'
import { anchoredLabel } from '../human-anchors/anchored-label.ts'
import { openTable } from '../own/open-table.ts'
import { writeTable } from '../own/write-table.ts'
import { findLeaks } from '../splits/find-leaks.ts'
import { makeImage } from './make-image.ts'
import { planDistortedSet } from './plan-distorted-set.ts'
import { readPhotograph } from './read-photograph.ts'

const photographs = Array.from({ length: 10 }, (_, i) => `scenes/${i}.jpg`)

it('plans every photograph undamaged, under each type at each strength, and after chains', async () => {
  const plan = await planDistortedSet(photographs, { seed: 1, chains: 2 })
  expect(plan).toHaveLength(10 * (1 + 25 * 5 + 2))
  expect(new Set(plan.map(({ row }) => row.imagePath)).size).toBe(plan.length)
  expect(new Set(plan.map(({ seed }) => seed)).size).toBe(plan.length)
  const [undamaged, first] = plan
  expect(undamaged).toMatchObject({ row: { imagePath: 'images/scenes/0.jpg/undamaged.png' }, steps: [] })
  expect(undamaged!.row.mos).toBe(anchoredLabel([]).mos)
  expect(first!.row).toMatchObject({
    imagePath: 'images/scenes/0.jpg/gaussian-blur-1.png',
    reference: 'scenes/0.jpg',
    distortion: { type: 'gaussian blur', level: 1 },
  })
  for (const { row, steps } of plan) {
    const { mos, std } = anchoredLabel(steps)
    expect(Math.abs(row.mos - mos)).toBeLessThan(5.1e-5)
    expect(Math.abs(row.std - std)).toBeLessThan(5.1e-5)
  }
})

it('keeps each photograph in one part', async () => {
  const plan = await planDistortedSet(photographs, { seed: 1, types: ['jpeg'] })
  const rows = plan.map(({ row }) => row)
  expect(await findLeaks(rows)).toEqual([])
  const count = (part: string) => rows.filter(({ split }) => split === part).length
  expect([count('train'), count('validation'), count('test')]).toEqual([48, 6, 6])
})

it('plans an image by names alone', async () => {
  const options = { seed: 's', types: ['white noise'], chains: 1, ratios: { train: 1 } } as const
  const byPath = async (names: readonly string[]) =>
    new Map((await planDistortedSet(names, options)).map((image) => [image.row.imagePath, image]))
  const all = await byPath(photographs)
  for (const [path, image] of await byPath(photographs.slice(3).reverse()))
    expect(image).toEqual(all.get(path))
})

it('writes a table that can be read back', async () => {
  const folder = await temporaryTree({})
  const plan = await planDistortedSet(photographs, { seed: 1, types: ['jpeg'], chains: 1 })
  const path = join(folder, 'ratings.csv')
  await writeTable(
    path,
    plan.map(({ row }) => row),
  )
  const rows = await collect((await openTable(path, { scale: { min: 1, max: 5 } })).rows())
  expect(rows).toEqual(plan.map(({ row }) => ({ ...row, imagePath: join(folder, row.imagePath) })))
})

it('makes the image that distort makes', async () => {
  const picture = testPicture()
  const [image] = await planDistortedSet(['a.png'], {
    seed: 3,
    types: ['impulse noise'],
    strengths: [2],
    ratios: { train: 1 },
  }).then((plan) => plan.slice(1))
  const bytes = await makeImage(picture, image!)
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 128, height: 96, channels: 3 })
  const expected = await distort(picture, { type: 'impulse noise', strength: 2, seed: `${image!.seed}/0` })
  expect(distance(data, expected.data)).toBe(0)
})

it('writes JPEG near enough to the pixels', async () => {
  const picture = testPicture()
  const row = { id: 'x', imagePath: 'x.jpg', mos: 1, std: 1, reference: 'x', meta: {} }
  const bytes = await makeImage(picture, { row, steps: [], seed: '' })
  expect((await sharp(bytes).metadata()).format).toBe('jpeg')
  // Quality 95 of a picture full of texture.
  expect(distance(await sharp(bytes).raw().toBuffer(), picture.data)).toBeLessThan(4)
})

it('reads a photograph upright, reduced, in RGB', async () => {
  const folder = await temporaryTree({})
  const grey = join(folder, 'grey.png')
  await sharp({ create: { width: 900, height: 300, channels: 4, background: '#00800080' } })
    .greyscale()
    .png()
    .toFile(grey)
  const image = await readPhotograph(grey)
  expect([image.width, image.height]).toEqual([512, 171])
  expect(image.data).toHaveLength(512 * 171 * 3)
  expect(await readPhotograph(grey, { longSide: 1000 })).toMatchObject({ width: 900, height: 300 })
  const turned = join(folder, 'turned.jpg')
  await sharp({ create: { width: 200, height: 100, channels: 3, background: 'red' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(turned)
  expect(await readPhotograph(turned)).toMatchObject({ width: 100, height: 200 })
})

it('says which file is no photograph', async () => {
  const folder = await temporaryTree({ 'a.jpg': 'text' })
  await expect(readPhotograph(join(folder, 'a.jpg'))).rejects.toThrow(DatasetFileUnreadable)
  const tiny = join(folder, 'tiny.png')
  await sharp({ create: { width: 63, height: 90, channels: 3, background: 'red' } })
    .png()
    .toFile(tiny)
  await expect(readPhotograph(tiny)).rejects.toThrow('expected sides of 64 pixels or more, got 63×90')
})

it.each([
  ['no photograph', [], { seed: 1 }, RangeError],
  ['a name twice', ['a', 'a'], { seed: 1 }, RangeError],
  ['half a chain', ['a'], { seed: 1, chains: 0.5 }, RangeError],
  ['an unknown strength', photographs, { seed: 1, strengths: [9] }, RangeError],
  ['a photograph for three parts', ['a'], { seed: 1 }, DatasetSplitInvalid],
])('refuses %s', async (_, names, options, error) => {
  await expect(planDistortedSet(names, options)).rejects.toThrow(error)
})

it('says how to get a codec', () => {
  const error = new CodecMissing('sharp', new Error('not found'))
  expect(error.message).toBe('cannot load sharp\nInstall it: npm install sharp')
  expect(error).toMatchObject({ code: 'CODEC_MISSING', package: 'sharp' })
})

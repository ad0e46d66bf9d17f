import '@deqa/vitest'
import { distort } from '@deqa/datasets/distortions'
import { beforeAll, describe, expect, test } from 'vitest'
import { cropped, examplePicture, greyPicture, mirrored } from '../../test/pictures.ts'
import { ImageUnsuitable } from '../errors.ts'
import type { RgbImage } from '../image/rgb-image.ts'
import { fitNiqe, type NiqeModel } from './fit-niqe.ts'
import { niqeDistance } from './niqe-distance.ts'
import { niqeFeatures } from './niqe-features.ts'
import { loadNiqeModel, niqeFile } from './niqe-model.ts'

let pictures: RgbImage[]
let model: NiqeModel
beforeAll(async () => {
  pictures = await Promise.all((['cottage', 'lake', 'still-life'] as const).map(examplePicture))
  model = await loadNiqeModel()
})

describe('features', () => {
  test('one for each whole patch', () => {
    expect(niqeFeatures(cropped(pictures[0]!, 0, 0, 481, 321))).toHaveLength(5 * 3)
    expect(niqeFeatures(cropped(pictures[0]!, 0, 0, 96, 96))).toHaveLength(1)
  })

  test('a mirrored picture has its patches in turn, and the diagonals exchanged', () => {
    const picture = cropped(pictures[0]!, 100, 100, 192, 96)
    const [left, right] = niqeFeatures(picture)
    const turned = niqeFeatures(mirrored(picture))
    const exchanged = ({ features }: { features: Float64Array }) =>
      [0, 18].flatMap((scale) => {
        const part = Array.from(features.subarray(scale, scale + 18))
        return [...part.slice(0, 10), ...part.slice(14, 18), ...part.slice(10, 14)]
      })
    // Sums in another order.
    expect(turned[0]!.features).toBeAllClose(exchanged(right!), { absolute: 1e-9 })
    expect(turned[1]!.features).toBeAllClose(exchanged(left!), { absolute: 1e-9 })
    expect(turned[0]!.sharpness).toBeCloseTo(right!.sharpness, 9)
  })

  test('a patch without detail is left out', () => {
    const flatUpTo = (last: number) =>
      greyPicture(192, 96, (x, y) => (x <= last ? 50 : 100 + 60 * Math.sin(x * 1.7) * Math.cos(y * 1.1 + x)))
    // The left patch ends at 95. Its windows see three pixels more, up to 98; at half the size three again, of which the
    // last is made of columns 97 to 104. Where two columns see what is beyond, neighbours have products.
    expect(niqeFeatures(flatUpTo(96))).toHaveLength(2)
    const left = niqeFeatures(flatUpTo(104))
    expect(left).toHaveLength(1)
    // It is the right one that stays, most of it texture: its σ is far above the 1 in the coefficients' formula.
    expect(left[0]!.sharpness).toBeGreaterThan(1)
    const step = greyPicture(192, 96, (x) => (x < 96 ? 50 : 51))
    expect(niqeFeatures(step).every(({ features }) => features.every(Number.isFinite))).toBe(true)
    expect(niqeFeatures(greyPicture(192, 96, () => 200))).toEqual([])
  })
})

describe('distance', () => {
  test.each(['gaussian blur', 'lens blur', 'jpeg', 'white noise', 'impulse noise'] as const)(
    'more %s is farther from natural',
    async (type) => {
      const distances: number[] = []
      for (const strength of [2, 3, 4, 5]) {
        const damaged = await distort(pictures[0]!, { type, strength, seed: 1 })
        distances.push(niqeDistance(damaged, model))
      }
      expect(distances).toEqual(distances.toSorted((a, b) => a - b))
    },
  )

  test('one patch is enough, and a plain picture has none', () => {
    expect(niqeDistance(cropped(pictures[0]!, 40, 200, 96, 96), model)).toBeGreaterThan(0)
    expect(() =>
      niqeDistance(
        greyPicture(96, 96, () => 9),
        model,
      ),
    ).toThrow(ImageUnsuitable)
    expect(() =>
      niqeDistance(
        greyPicture(95, 300, (x) => x),
        model,
      ),
    ).toThrow('NIQE: expected sides of 96 pixels or more, got 95×300')
  })

  test('refuses a model that spreads nowhere', () => {
    const empty = { mean: model.mean, covariance: new Float64Array(36 * 36) }
    expect(() => niqeDistance(cropped(pictures[0]!, 40, 200, 96, 96), empty)).toThrow('positive definite')
  })
})

describe('fit', () => {
  // Tiles of the pictures, as many photographs.
  const tiles = () =>
    pictures.flatMap((picture) =>
      [0, 128, 256].flatMap((left) => [0, 96, 192].map((top) => cropped(picture, left, top, 224, 192))),
    )

  test('what it was fitted on is nearer than damage of it', async () => {
    const { model: own, photographs, patches } = await fitNiqe(tiles())
    expect(photographs).toBe(27)
    expect(patches).toBeGreaterThan(36)
    const [picture] = pictures
    const damaged = await distort(picture!, { type: 'jpeg', strength: 4, seed: 1 })
    expect(niqeDistance(picture!, own)).toBeLessThan(niqeDistance(damaged, own))
  })

  test('keeps only sharp patches', async () => {
    // The right half of each is blurred: its patches fall below three quarters of the sharpness.
    const blurred = await distort(pictures[0]!, { type: 'gaussian blur', strength: 5, seed: 1 })
    const sharp = cropped(pictures[0]!, 100, 150, 96, 96)
    const both = { width: 192, height: 96, data: new Uint8Array(192 * 96 * 3) }
    const soft = cropped(blurred, 100, 150, 96, 96)
    for (let y = 0; y < 96; y++) {
      both.data.set(sharp.data.subarray(3 * 96 * y, 3 * 96 * (y + 1)), 3 * 192 * y)
      both.data.set(soft.data.subarray(3 * 96 * y, 3 * 96 * (y + 1)), 3 * (192 * y + 96))
    }
    const { patches } = await fitNiqe(Array<RgbImage>(40).fill(both))
    expect(patches).toBe(40)
  })

  test('too few are refused', async () => {
    await expect(fitNiqe([pictures[0]!])).rejects.toThrow(
      /more than 36 sharp patches, got \d+ of 1 photographs/,
    )
  })

  test('is what its file gives back', () => {
    const { covariance, mean } = niqeFile(model, 'words')
    expect(mean).toHaveLength(36)
    expect(covariance).toHaveLength((36 * 37) / 2)
    expect(covariance[2]).toBeCloseTo(model.covariance[37]!, 9)
  })
})

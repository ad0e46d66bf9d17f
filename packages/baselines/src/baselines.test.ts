import { distort } from '@deqa/datasets/distortions'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { examplePicture, greyPicture } from '../test/pictures.ts'
import { BASELINE_NAMES, type Baseline, loadBaseline } from './baselines.ts'
import { ImageUnsuitable } from './errors.ts'

let baselines: Baseline[]
beforeAll(async () => {
  baselines = await Promise.all(BASELINE_NAMES.map(loadBaseline))
})

test('each knows its name, and the fitted ones what they are fitted on', () => {
  expect(baselines.map(({ name }) => name)).toEqual(BASELINE_NAMES)
  expect(baselines.map(({ fittedOn }) => fittedOn !== undefined)).toEqual([true, true, false, false])
})

test('all call a heavily blurred picture worse', async () => {
  const picture = await examplePicture('cottage')
  const blurred = await distort(picture, { type: 'lens blur', strength: 5, seed: 1 })
  for (const baseline of baselines)
    expect(await baseline.predict(blurred), baseline.name).toBeLessThan(await baseline.predict(picture))
})

test('any picture has a finite value or is refused, never NaN', async () => {
  const pictures = fc
    .tuple(
      fc.integer({ min: 1, max: 110 }),
      fc.integer({ min: 1, max: 110 }),
      fc.integer({ min: 0, max: 3 }),
      fc.nat(255),
    )
    .map(([width, height, kind, level]) =>
      greyPicture(width, height, (x, y) => {
        const spot = x === 1 && y === 1 ? 255 - level : level
        return [level, spot, x < width / 2 ? level : 0, (x * 37 + y * 91 + level) % 256][kind]!
      }),
    )
  await fc.assert(
    fc.asyncProperty(pictures, async (picture) => {
      for (const baseline of baselines) {
        const value = await baseline.predict(picture).catch((error: unknown) => error)
        if (value instanceof ImageUnsuitable) expect(value.code).toBe('IMAGE_UNSUITABLE')
        else expect(value).toSatisfy(Number.isFinite, `${baseline.name}: ${value}`)
      }
    }),
    { numRuns: 60 },
  )
})

test('refuses a name that is none', async () => {
  await expect(loadBaseline('psnr' as never)).rejects.toThrow(
    'expected one of niqe, brisque, mean-gradient, jpeg-size, got "psnr"',
  )
})

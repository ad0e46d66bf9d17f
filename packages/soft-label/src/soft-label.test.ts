import { expect, test } from 'vitest'
import { gaussianLabel } from './gaussian-label.ts'
import { momentMatchedLabel } from './moment-matched-label.ts'
import { type SoftLabelOptions, softLabel } from './soft-label.ts'

const rating = { score: 3.6, std: 0.75 }

test('the default is the paper’s label; every method is the function of its name', () => {
  expect(softLabel(rating)).toEqual(gaussianLabel(rating))
  expect(softLabel(rating, { variant: 'upstream', density: 'density' })).toEqual(
    gaussianLabel(rating, { variant: 'upstream', density: 'density' }),
  )
  expect(softLabel(rating, { method: 'moment-matched', levels: 7 })).toEqual(
    momentMatchedLabel(rating, { levels: 7 }),
  )
})

test('another method is a mistake, not the default', () => {
  expect(() => softLabel(rating, { method: 'moment-match' as 'moment-matched' })).toThrow(
    "softLabel: expected method 'gaussian' or 'moment-matched', got 'moment-match'",
  )
  // @ts-expect-error the types do not offer undefined, but plain JavaScript may pass it for “the default”
  expect(softLabel(rating, { method: undefined })).toEqual(softLabel(rating))
})

test('the method tells the two results apart, for the compiler too', () => {
  const options: SoftLabelOptions[] = [{ method: 'gaussian' }, { method: 'moment-matched' }]
  const described = options.map((option) => {
    const label = softLabel(rating, option)
    return label.method === 'gaussian' ? label.alpha > 1 : label.feasibleStd[0] < 0.5
  })
  expect(described).toEqual([true, true])
})

import { DISTORTION_TYPES } from '@deqa/datasets/distortions'
import { expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { parseDistortionTypes } from './dataset-make-types.ts'

test('names a kind of damage in any spelling, or by number', () => {
  expect(parseDistortionTypes('JPEG, gaussian-blur,non_eccentricity patch,13,jpeg')).toEqual([
    'jpeg',
    'gaussian blur',
    'non-eccentricity patch',
    'impulse noise',
  ])
  expect(parseDistortionTypes(DISTORTION_TYPES.join(','))).toEqual(DISTORTION_TYPES)
  expect(parseDistortionTypes('none')).toEqual([])
})

test.each(['jpge', '0', '26', '', 'jpeg,,'])('refuses %j and lists what there is', (text) => {
  expect(() => parseDistortionTypes(text)).toThrow(UsageError)
  expect(() => parseDistortionTypes(text)).toThrow('gaussian-blur, lens-blur')
})

import { expect, test } from 'vitest'
import { requireFinite } from './require-finite.ts'

test('finite values are given back as they are', () => {
  const values = Float32Array.of(0, -0, 3.4028234e38, -1e-45)
  expect(requireFinite(values, 'w')).toBe(values)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%d is refused with its tensor and place',
  (value) => {
    expect(() => requireFinite(Float32Array.of(1, value, Number.NaN), 'model.w')).toThrow(
      expect.objectContaining({
        ...{ code: 'CHECKPOINT_CORRUPT', file: 'model.w' },
        message: expect.stringContaining(`expected finite numbers, got ${value} as number 2 of 3`),
      }),
    )
  },
)

import fc from 'fast-check'

/** Means in [1, 5] as ratings have them, often at the ends, the middle and on or a hair beside levels. */
export const anyScore = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 1, max: 5, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 3, 4, 5) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 2, 3, 4, 5), fc.integer({ min: -14, max: -3 }), fc.constantFrom(-1, 1))
      .map(([level, exponent, sign]) => Math.min(5, Math.max(1, level + sign * 10 ** exponent))),
  },
)

/** Deviations from 1e-6 to 10, evenly over their logarithm. */
export const anyStd = fc.double({ min: -6, max: 1, noNaN: true }).map((exponent) => 10 ** exponent)

export const anyLevelCount = fc.integer({ min: 2, max: 12 })

export const anyRating = fc.record({ score: anyScore, std: anyStd })

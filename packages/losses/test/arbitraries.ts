import fc from 'fast-check'

/** Logits as networks have them, and now and then as broken ones do. */
export const anyLogit = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -20, max: 20, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1e4, -1e4) },
)

export const moderateLogit = fc.double({ min: -8, max: 8, noNaN: true })

export const logitsOf = (length: number, logit = anyLogit) =>
  fc.array(logit, { minLength: length, maxLength: length })

export const anyScore = fc.double({ min: 1, max: 5, noNaN: true })

export const anyStd = fc.double({ min: 0.01, max: 2, noNaN: true })

export const anyRating = fc.record({ score: anyScore, std: anyStd })

/** A preference of the raters, often a sure one. */
export const anyTarget = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.5, 1) },
)

/** A label over K levels that sums to about 1, with zeros. */
export const anyLabel = (length: number) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true })), {
      minLength: length,
      maxLength: length,
    })
    .filter((entries) => entries.some((entry) => entry > 0))
    .map((entries) => {
      const sum = entries.reduce((a, b) => a + b, 0)
      return entries.map((entry) => entry / sum)
    })

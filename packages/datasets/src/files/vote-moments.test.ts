import fc from 'fast-check'
import { expect, it } from 'vitest'
import { deviationOfVotes, meanOfVotes } from './vote-moments.ts'

const values = [1, 2, 3, 4, 5]

it('takes mean and deviation of votes, worked by hand', () => {
  // Opinions 1, 3, 3, 5: mean 3, squares 4 + 0 + 0 + 4 over three.
  expect(meanOfVotes([1, 0, 2, 0, 1], values)).toBe(3)
  expect(deviationOfVotes([1, 0, 2, 0, 1], values)).toBe(Math.sqrt(8 / 3))
  // Two that agree do not deviate.
  expect(deviationOfVotes([0, 2, 0, 0, 0], values)).toBe(0)
  // Shares have a mean as counts do: 4 · 0.25 + 5 · 0.75.
  expect(meanOfVotes([0, 0, 0, 0.25, 0.75], values)).toBe(4.75)
})

it('has none where there are too few votes', () => {
  expect(meanOfVotes([0, 0, 0, 0, 0], values)).toBeUndefined()
  expect(deviationOfVotes([0, 0, 0, 0, 0], values)).toBeUndefined()
  expect(meanOfVotes([0, 0, 0, 1, 0], values)).toBe(4)
  expect(deviationOfVotes([0, 0, 0, 1, 0], values)).toBeUndefined()
})

it('is what the opinions give one by one, and moves with the scale', () => {
  const anyVotes = fc.array(fc.nat(50), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(anyVotes, (votes) => {
      const opinions = votes.flatMap((count, i) => Array<number>(count).fill(values[i]!))
      fc.pre(opinions.length > 1)
      const mean = opinions.reduce((sum, value) => sum + value, 0) / opinions.length
      const squares = opinions.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      const deviation = deviationOfVotes(votes, values)!
      // Sums of at most 250 terms in another order: a few last digits of sixteen.
      expect(meanOfVotes(votes, values)).toBeCloseTo(mean, 12)
      expect(deviation).toBeCloseTo(Math.sqrt(squares / (opinions.length - 1)), 12)
      const percent = values.map((value) => 25 * (value - 1))
      expect(meanOfVotes(votes, percent)).toBeCloseTo(25 * (mean - 1), 10)
      expect(deviationOfVotes(votes, percent)).toBeCloseTo(25 * deviation, 10)
    }),
  )
})

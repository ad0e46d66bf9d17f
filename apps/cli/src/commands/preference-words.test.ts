import { expect, test } from 'vitest'
import { preferenceWords } from './preference-words.ts'

test.each([
  [0.995, 'a is almost certainly better than b'],
  [0.9, 'a is very likely better than b'],
  [0.7, 'a is probably better than b'],
  [0.56, 'a is perhaps better than b'],
  [0.5, 'a and b are about equally good'],
  [0.46, 'a and b are about equally good'],
  [0.2, 'b is probably better than a'],
  [0.001, 'b is almost certainly better than a'],
])('P(a > b) = %d', (probability, words) => {
  expect(preferenceWords('a', 'b', probability)).toBe(words)
})

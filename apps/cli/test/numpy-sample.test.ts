import { expect, test } from 'vitest'
import { numpySample } from './numpy-sample.ts'

// np.random.RandomState(seed).choice(size, count, replace=False) of NumPy 2.4.6.
test.each([
  [0, 20, [18, 1, 19, 8, 10, 17]],
  [7, 33, [2, 28, 1, 9, 13]],
  [0, 10_073, [1087, 3114, 8544, 3919, 4382, 9115, 3709, 4375]],
])('draws what NumPy draws: seed %d of %d', (seed, size, drawn) => {
  expect(numpySample(seed, size, drawn.length)).toEqual(drawn)
})

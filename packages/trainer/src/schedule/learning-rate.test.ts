import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LearningRateSchedule, learningRateAt, warmupSteps } from './learning-rate.ts'

const rates = (schedule: LearningRateSchedule) =>
  Array.from({ length: schedule.totalSteps + 1 }, (_, step) => learningRateAt(step, schedule))

test('cosine: ten updates, two of them warm-up, worked by hand', () => {
  const schedule = { decay: 'cosine', peak: 2e-5, totalSteps: 10, warmupRatio: 0.2 } as const
  // (1 + cos(k π / 8)) / 2 for k = 0 … 7, then 0.
  const shares = [0, 0.5, 1, 0.9619397662556434, 0.8535533905932737, 0.6913417161825449, 0.5]
  const falling = [0.3086582838174551, 0.14644660940672624, 0.03806023374435663, 0]
  // Rounding of one product.
  expect(rates(schedule)).toBeAllClose(
    [...shares, ...falling].map((share) => 2e-5 * share),
    {
      absolute: 1e-20,
    },
  )
})

test('constant, with and without warm-up', () => {
  const schedule = { decay: 'constant', peak: 0.1, totalSteps: 4, warmupRatio: 0.5 } as const
  expect(rates(schedule)).toEqual([0, 0.05, 0.1, 0.1, 0.1])
  expect(rates({ ...schedule, warmupRatio: 0 })).toEqual([0.1, 0.1, 0.1, 0.1, 0.1])
})

test('linear: four updates, worked by hand', () => {
  const schedule = { decay: 'linear', peak: 1, totalSteps: 5, warmupRatio: 0.2 } as const
  expect(rates(schedule)).toEqual([0, 1, 0.75, 0.5, 0.25, 0])
})

test("the paper's ratio rounds up to whole updates", () => {
  expect(warmupSteps({ decay: 'cosine', peak: 1, totalSteps: 1129, warmupRatio: 0.03 })).toBe(34)
  expect(warmupSteps({ decay: 'cosine', peak: 1, totalSteps: 20, warmupRatio: 0.03 })).toBe(1)
})

test('rises, then falls, and stays between 0 and the peak', () => {
  const schedules = fc.record({
    decay: fc.constantFrom('cosine' as const, 'linear' as const),
    peak: fc.double({ min: 1e-9, max: 10, noNaN: true }),
    totalSteps: fc.integer({ min: 1, max: 300 }),
    warmupRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(schedules, (schedule) => {
      const values = rates(schedule)
      const top = Math.min(warmupSteps(schedule), schedule.totalSteps)
      values.forEach((value, step) => {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(schedule.peak)
        if (step > 0 && step <= top && top < schedule.totalSteps)
          expect(value).toBeGreaterThan(values[step - 1]!)
        if (step > top) expect(value).toBeLessThanOrEqual(values[step - 1]!)
      })
    }),
  )
})

test('a step that is none', () => {
  const schedule = { decay: 'cosine', peak: 1, totalSteps: 3, warmupRatio: 0 } as const
  expect(() => learningRateAt(-1, schedule)).toThrow('learningRateAt: expected a step of 0 or more, got -1')
  expect(() => learningRateAt(0.5, schedule)).toThrow(RangeError)
})

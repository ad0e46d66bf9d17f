import type { DatasetRow } from '@deqa/datasets'
import { DISTORTION_TYPES, STRENGTHS } from '@deqa/datasets/distortions'
import { expect, test } from 'vitest'
import { cleannessOf, distancesOf, monotonyOf, ONE_SIDED_TYPES, type ScoredRow, stripsOf } from './strips.ts'

/** One photograph whose score falls from 4.5 by 0.5 with each strength of every kind, but for those that are named. */
function photograph(reference: string, other: Readonly<Record<string, readonly number[]>> = {}): ScoredRow[] {
  const row = (name: string, distortion?: DatasetRow['distortion']): DatasetRow => ({
    ...{ id: `${reference}/${name}`, imagePath: `${name}.png`, mos: 3, reference, meta: {} },
    ...(distortion && { distortion }),
  })
  return [
    { row: row('undamaged'), score: 4.5 },
    ...DISTORTION_TYPES.flatMap((type) =>
      STRENGTHS.map((level, i) => ({
        row: row(`${type}-${level}`, { type, level }),
        score: other[type]?.[i] ?? 4.5 - 0.5 * level,
      })),
    ),
  ]
}

test('scores that fall along every strip are in order', () => {
  const strips = stripsOf([...photograph('a'), ...photograph('b')])
  expect(strips.map(({ photograph }) => photograph)).toEqual(['a', 'b'])
  expect(monotonyOf(strips)).toEqual({ strips: 50, orderly: 1, kendall: expect.closeTo(1, 12) })
  expect(cleannessOf(strips)).toMatchObject({ photographs: 2, mean: 4.5, above: 1 })
})

test('two of ten pairs in the wrong order are still orderly, three are not; equal scores say nothing', () => {
  const strips = stripsOf(
    photograph('a', { jpeg: [4, 3, 3.2, 2, 2.1], 'lens blur': [3, 4, 3.5, 2, 2.1], darken: [3, 3, 3, 3, 3] }),
  )
  // Kendall: (8 − 2) / 10, (7 − 3) / 10 and 0.
  expect(monotonyOf(strips, ['jpeg'])).toMatchObject({ orderly: 1, kendall: expect.closeTo(0.6, 12) })
  expect(monotonyOf(strips, ['lens blur'])).toMatchObject({ orderly: 0, kendall: expect.closeTo(0.4, 12) })
  expect(monotonyOf(strips, ['darken'])).toMatchObject({ orderly: 0, kendall: 0 })
})

test('kinds that pass through doing nothing can be taken by their distance from it', () => {
  const strips = stripsOf(
    photograph('a', { 'mean shift': [2, 3, 4, 3.1, 2.1], 'contrast change': [2, 3, 4, 3.9, 2.5] }),
  )
  // By number four pairs of mean shift fall and six rise; by distance eight fall, and two have no order: 8 / √(10 · 8).
  expect(monotonyOf(strips, ['mean shift']).kendall).toBeCloseTo(-0.2, 12)
  expect(monotonyOf(strips, ['mean shift'], distancesOf).kendall).toBeCloseTo(8 / Math.sqrt(80), 12)
  // Nine fall, one has no order.
  expect(monotonyOf(strips, ['contrast change'], distancesOf).kendall).toBeCloseTo(9 / Math.sqrt(90), 12)
  expect(monotonyOf(strips, ['jpeg'], distancesOf)).toEqual(monotonyOf(strips, ['jpeg']))
  expect(ONE_SIDED_TYPES).toHaveLength(23)
  expect(ONE_SIDED_TYPES).not.toContain('mean shift')
})

test('an undamaged photograph has to be above strengths 3, 4 and 5; equal is not above', () => {
  const { above, aboveByType } = cleannessOf(
    stripsOf([...photograph('a', { brighten: [5, 5, 4.5, 4, 4] }), ...photograph('b')]),
  )
  expect(aboveByType.get('brighten')).toBe(0.5)
  expect(aboveByType.get('jpeg')).toBe(1)
  expect(above).toBeCloseTo(1 - 1 / 150, 12)
})

test('a strip that is not whole is an error', () => {
  expect(() => stripsOf(photograph('a').slice(0, -1))).toThrow('a has no image of contrast change 5')
})
